/** One thing that must hold, and whether it does. */
export interface Finding {
  readonly what: string;
  readonly holds: boolean;
}

/** A lesson: what it is called, and the check of an answer to it. */
export interface Lesson {
  readonly title: string;
  readonly page: string;
  readonly file: string;
  /** Checks the exercise as it stands, or the solution beside it. */
  readonly check: (which: 'exercise' | 'solution') => Promise<readonly Finding[]>;
}
