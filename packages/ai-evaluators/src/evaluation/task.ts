/** What a task is told about its call. */
export interface TaskContext {
  readonly caseId: string;
  /** Fires when the run is stopped or the case's time is over. */
  readonly signal: AbortSignal;
  /** 1 for the first call, 2 for the first retry. */
  readonly attempt: number;
}

/** What is evaluated: turns the input of a case into an output. */
export interface EvalTask<Input, Output> {
  /** Names the task and its version. A journal or baseline of another id is refused, so change it whenever the outputs may change. */
  readonly id: string;
  /** Digests or versions of what answers (model, prompt, index, code); reported, and part of the run's identity like `id`. */
  readonly subject?: Readonly<Record<string, string>> | undefined;
  /** Throw an AiError to report a fault; one that is retryable is called again. A fault is never taken for a score. */
  readonly run: (input: Input, context: TaskContext) => Output | Promise<Output>;
}
