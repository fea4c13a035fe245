import { didYouMean } from './did-you-mean.ts';

const MAX_UNKNOWN = 10;

type Path = readonly (string | number)[];

/** Says what is wrong, and where. */
export type ReportIssue = (path: Path, message: string) => void;

/** Whether a value is an object that is no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reports keys that nobody knows. */
export function checkKeys(value: object, known: readonly string[], path: Path, report: ReportIssue): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  for (const key of unknown.slice(0, MAX_UNKNOWN)) report([...path, key], `unknown field; ${didYouMean(key, known)}`);
}

/** Reports a value that is none of a few. */
export function checkChoice<Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
  path: Path,
  report: ReportIssue,
): value is Choice {
  if (choices.some((choice) => choice === value)) return true;
  const hint = typeof value === 'string' ? `; ${didYouMean(value, choices)}` : '';
  report(path, `must be ${choices.join(', ')}${hint.includes('there are') ? '' : hint}`);
  return false;
}
