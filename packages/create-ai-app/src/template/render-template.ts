import { textOf, type Files } from '../content/content.ts';
import { appError } from '../errors/app-error.ts';
import type { AppName } from '../name/check-name.ts';
import { answerText, type TemplateQuestion } from './template-manifest.ts';
import type { Template } from './template.ts';

/** Answers to a template's questions, by the question's id. */
export type Answers = Readonly<Record<string, string>>;

/**
 * Fills in defaults.
 *
 * @throws AppError `invalid-answer` for an answer without a question, not among the choices, or with other signs than allowed
 */
export function checkAnswers(questions: readonly TemplateQuestion[], given: Answers): Answers {
  const unknown = Object.keys(given).find((id) => !questions.some((question) => question.id === id));
  if (unknown !== undefined) {
    const ids = questions.map(({ id }) => id).join(', ') || 'none';
    throw appError('invalid-answer', `the template does not ask ${JSON.stringify(unknown)}; its questions: ${ids}`);
  }
  return Object.fromEntries(
    questions.map((question) => {
      const answer = given[question.id] ?? question.default;
      const { choices } = question;
      if (choices !== undefined && !choices.includes(answer))
        throw appError('invalid-answer', `${question.id}: choose one of ${choices.join(', ')}`);
      const parsed = answerText.safeParse(answer);
      if (!parsed.success) throw appError('invalid-answer', `${question.id}: ${parsed.error.issues[0]?.message ?? ''}`);
      return [question.id, answer];
    }),
  );
}

/** The files of a project: the template's, with the project's name and the answers put in. */
export function renderTemplate(template: Template, name: AppName, answers: Answers): Files {
  const files = new Map<string, Buffer>();
  for (const [path, content] of template.files) {
    const words = new Map<string, string>();
    if (template.nameIn.includes(path)) words.set(template.name, name.slug);
    for (const question of template.questions)
      if (question.files.includes(path)) words.set(question.default, answers[question.id] ?? question.default);
    const text = words.size === 0 ? undefined : textOf(content);
    const replaced = text === undefined ? content : Buffer.from(replaceWords(text, words));
    files.set(path, path === 'package.json' ? withPackageName(replaced, name.packageName) : replaced);
  }
  return files;
}

function withPackageName(content: Buffer, name: string): Buffer {
  const manifest = JSON.parse(content.toString('utf8')) as object;
  return Buffer.from(`${JSON.stringify({ ...manifest, name }, null, 2)}\n`);
}

/** Replaces whole words, in one pass: what was put in is not looked at again. */
function replaceWords(text: string, words: ReadonlyMap<string, string>): string {
  const isPart = (sign: string): boolean => /[A-Za-z0-9_]/.test(sign);
  let result = '';
  let at = 0;
  while (at < text.length) {
    const found = [...words.keys()]
      .map((word) => ({ word, index: text.indexOf(word, at) }))
      .filter(({ index }) => index >= 0)
      .sort((a, b) => a.index - b.index || b.word.length - a.word.length)[0];
    if (found === undefined) break;
    const end = found.index + found.word.length;
    const isWord = !isPart(text.charAt(found.index - 1)) && !isPart(text.charAt(end));
    result += text.slice(at, found.index) + (isWord ? (words.get(found.word) ?? '') : found.word);
    at = end;
  }
  return result + text.slice(at);
}
