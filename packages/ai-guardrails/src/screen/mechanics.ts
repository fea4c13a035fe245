/** Decisions of the engine that tests replace by faulty ones, to show that the guarantees' suite notices. */
export interface Mechanics {
  /** How far text may go out, given what all enforcing rails have passed and what has arrived. */
  frontier(passed: number, arrived: number, isEnd: boolean): number;
  /** A decision that rests on text which has not arrived is made again. */
  readonly waitsForText: boolean;
  /** A match that is open at its longest goes on to its end. */
  readonly followsOpenMatches: boolean;
  /** Pairs of surrogates leave together. */
  readonly keepsPairs: boolean;
  /** What hangs on a redacted character goes with it. */
  readonly takesHangers: boolean;
  /** Nothing leaves behind a block. */
  readonly stopsAtBlock: boolean;
}

export const soundMechanics: Mechanics = {
  frontier: (passed) => passed,
  waitsForText: true,
  followsOpenMatches: true,
  keepsPairs: true,
  takesHangers: true,
  stopsAtBlock: true,
};
