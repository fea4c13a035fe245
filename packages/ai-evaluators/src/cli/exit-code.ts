import type { Verdict } from '../report/report.ts';

/** Exit code of a verdict: 0 pass, 1 fail, 2 error, 3 inconclusive. */
export const exitCodeOf: Readonly<Record<Verdict, number>> = { pass: 0, fail: 1, error: 2, inconclusive: 3 };
