/** Whether a condition holds. Between no and yes: it could not be checked, which counts against the request. */
export type Truth = 0 | 1 | 2;

export const NO: Truth = 0;
/** A number that should be compared is missing, or a value is of another type than what it is compared with. */
export const UNCHECKED: Truth = 1;
export const YES: Truth = 2;

/** The opposite; what could not be checked stays so. */
export function opposite(truth: Truth): Truth {
  return (YES - truth) as Truth;
}
