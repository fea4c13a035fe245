/** One question of a dataset: what goes in, and what a good answer is judged by. All of it is JSON, for the digest. */
export interface EvalCase<Input, Expected> {
  /** Unique in the dataset; what reports name. */
  readonly id: string;
  readonly input: Input;
  readonly expected: Expected;
  /** Each tag makes a slice, named `key=value`, that is summarised and can be gated on its own: `{ kind: 'unanswerable' }`. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
