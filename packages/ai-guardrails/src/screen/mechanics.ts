/** Decisions of the engine that tests replace by faulty ones, to show that the guarantees' suite notices. */
export interface Mechanics {
  /** How far text may go out, given what all enforcing rails have passed and what has arrived. */
  frontier(passed: number, arrived: number): number;
}

export const soundMechanics: Mechanics = { frontier: (passed) => passed };
