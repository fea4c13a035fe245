import { readdir } from 'node:fs/promises';
import { createDataset, type Dataset, type EvalCase } from '@org/ai-evaluators';
import { readJsonLines } from '@org/ai-evaluators/runner';
import { parseQuestion, type Question } from './question.ts';

/** The half that one may look at, and the half that stays unseen while the system is tuned. */
export const halves = ['dev', 'heldout'] as const;
export type Half = (typeof halves)[number];

/** What is asked, and which documents its asker is then tried to open. The assistant sees the question alone. */
export interface Asked {
  readonly as: string;
  readonly question: string;
  readonly documents: readonly string[];
}

/**
 * Reads the questions of the halves; each is tagged with its half, and access questions with what they expect.
 *
 * @throws AiError `invalid-input` that names file and line
 */
export async function readQuestions(chosen: readonly Half[]): Promise<Dataset<Asked, Question>> {
  const cases: EvalCase<Asked, Question>[] = [];
  for (const half of chosen) {
    const folder = new URL(`./${half}/`, import.meta.url);
    const files = (await readdir(folder)).filter((file) => file.endsWith('.jsonl')).sort();
    for (const file of files) {
      const load = readJsonLines({
        path: new URL(file, folder),
        name: `${half}/${file}`,
        parse: (value) => asCase(parseQuestion(value), half),
      });
      cases.push(...(await load({})).cases);
    }
  }
  return createDataset(cases);
}

function asCase(question: Question, half: Half): EvalCase<Asked, Question> {
  return {
    id: question.id,
    input: { as: question.as, question: question.question, documents: documentsOf(question) },
    expected: question,
    tags: { half, ...(question.kind === 'access' && { access: question.expect }) },
  };
}

function documentsOf(question: Question): readonly string[] {
  return question.kind === 'access' && question.expect === 'granted' ? question.documents : [];
}
