import type { JsonValue } from '@org/ai-core';
import type { Dataset, EvalReport } from '@org/ai-evaluators';
import type { Question } from './question.ts';
import type { Asked } from './read-questions.ts';

/** Question, answer and expectation of each failure, and the message of each fault, for a person who tunes. */
export function showFailures(report: EvalReport, dataset: Dataset<Asked, Question>): string {
  const rows = new Map(dataset.cases.map((row) => [row.id, row.expected]));
  const failures = report.failures.map(({ id, scores, output }) => {
    const failed = Object.entries(scores)
      .filter(([, score]) => score === 0)
      .map(([metric]) => metric);
    return [`${id}: ${failed.join(', ')}`, ...questionLines(rows.get(id)), ...answerLines(output)].join('\n');
  });
  const faults = report.faults.map(({ id, code, message }) => `${id}: fault ${code}: ${message ?? ''}`);
  return [...failures, ...faults].map((block) => `${block}\n\n`).join('');
}

function questionLines(question: Question | undefined): readonly string[] {
  if (question === undefined) return [];
  const { id: _id, as, question: text, kind, ...expected } = question;
  return [`  ${kind} as ${as}: ${text}`, `  expected ${JSON.stringify(expected)}`];
}

function answerLines(output: JsonValue | undefined): readonly string[] {
  if (typeof output !== 'object' || output === null || !('text' in output)) return [];
  const { text, citations } = output as { readonly text: string; readonly citations: readonly { document: string }[] };
  const cited = citations.map(({ document }, index) => `[${String(index + 1)}] ${document}`);
  return [`  answered ${text.replace(/\s+/g, ' ')}`, ...(cited.length === 0 ? [] : [`  cited ${cited.join('  ')}`])];
}
