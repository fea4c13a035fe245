import { isSafeName } from '../attributes/safe-name.ts';

/** The label of everything that found no room of its own. */
export const OTHER = 'other';

/** Folds values of a label: the first `limit` distinct ones keep their names, all others and whatever does not look like a name are `other`. */
export type LabelLimiter = (value: string | undefined) => string;

/** @param reserved - values that keep their names whenever they come; they use up the limit */
export function createLabelLimiter(limit: number, reserved: readonly string[] = []): LabelLimiter {
  const kept = new Set(reserved);
  return (value) => {
    if (value === undefined || value === '') return '';
    if (kept.has(value)) return value;
    if (kept.size >= limit || !isSafeName(value)) return OTHER;
    kept.add(value);
    return value;
  };
}
