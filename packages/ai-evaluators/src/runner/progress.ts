/** How far a run is; sent once at the start and after each case that is kept. */
export interface RunProgress {
  /** The case that was just finished; absent at the start. */
  readonly caseId?: string | undefined;
  /** Code of the fault that the case ended in. */
  readonly fault?: string | undefined;
  /** Cases that are finished, those of an earlier run included. */
  readonly done: number;
  readonly total: number;
  /** Cases that an earlier run had finished. */
  readonly resumed: number;
  /** Cases so far that ended in a fault. */
  readonly faults: number;
}
