import type { RetrievalIndex } from '../index/retrieval-index.ts';

/** One promise of a contract: `run` rejects, naming what is wrong, when the subject breaks it. Register cases with any test runner. */
export interface ContractCase<Subject> {
  readonly name: string;
  readonly run: (subject: Subject) => Promise<void>;
}

/** A kind of index under test. */
export interface RetrievalSubject {
  /** A new, empty index each time. */
  readonly open: () => Promise<RetrievalIndex>;
}
