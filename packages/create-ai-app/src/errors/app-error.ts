/** What went wrong, for programs. */
export type AppErrorCode =
  | 'usage'
  | 'invalid-name'
  | 'invalid-answer'
  | 'unknown-template'
  | 'invalid-template'
  | 'folder-not-empty'
  | 'blocked-path'
  | 'no-permission'
  | 'no-space'
  | 'no-record'
  | 'invalid-record'
  | 'newer-version'
  | 'unresolved-conflicts'
  | 'busy'
  | 'aborted';

/** An error of this tool: its message says what to do, its code is for programs. */
export interface AppError extends Error {
  readonly code: AppErrorCode;
}

const mark = Symbol.for('@org/create-ai-app.error');

/** Makes an {@link AppError}; the tool runs before any package of ours is installed, so it cannot use theirs. */
export function appError(code: AppErrorCode, message: string, cause?: unknown): AppError {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { name: 'AppError', code, [mark]: true });
}

/** Whether an error was made by this tool, with a message for people. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof Error && mark in error;
}

/** @throws AppError `aborted` once the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw appError('aborted', 'stopped by the user; nothing half-written is left');
}
