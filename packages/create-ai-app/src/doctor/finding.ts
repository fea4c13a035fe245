/** How bad a finding is: an `error` fails the run. */
export type Severity = 'error' | 'warning' | 'info';

/** Something that the doctor found. */
export interface Finding {
  /** A stable name, to look for and to talk about. */
  readonly id: string;
  readonly severity: Severity;
  /** The file that it is about. */
  readonly file?: string | undefined;
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What every examination looks at: the files of a project, read once. */
export interface Examined {
  /** The content of a file as text; undefined where there is none. */
  readonly text: (path: string) => Promise<string | undefined>;
  /** Names in a folder of the project. */
  readonly list: (path: string) => Promise<readonly string[]>;
}
