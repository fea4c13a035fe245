import { AiError, type AiErrorCode } from '@org/ai-core';

const known: Readonly<Record<string, readonly [AiErrorCode, string]>> = {
  ENOENT: ['not-found', 'there is no such file or directory; check the path'],
  ENOTDIR: ['not-found', 'a part of the path is not a directory; check the path'],
  ENOSPC: ['resource-exhausted', 'no space is left on the device; free some and try again'],
  EDQUOT: ['resource-exhausted', 'the disk quota is used up; free some space and try again'],
  EFBIG: ['resource-exhausted', 'the file would be larger than the file system allows'],
  EMFILE: ['resource-exhausted', 'too many files are open; raise the limit of open files'],
  ENFILE: ['resource-exhausted', 'too many files are open on this machine'],
  EACCES: ['forbidden', 'permission denied; give this user the right to the path'],
  EPERM: ['forbidden', 'the operation is not permitted; give this user the right to the path'],
  EROFS: ['forbidden', 'the file system is read-only; choose a writable folder'],
  EEXIST: ['conflict', 'the name is taken already'],
  EISDIR: ['invalid-input', 'the path is a directory where a file is needed'],
  ENAMETOOLONG: ['invalid-input', 'the path is longer than the file system allows'],
  ELOOP: ['invalid-input', 'the path runs in a circle of symbolic links'],
};

/** The errno name of a failed system call, such as ENOENT. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns what a system call threw into an AiError that names the operation, the path and the remedy. */
export function fileError(error: unknown, operation: string, path: string): AiError {
  if (AiError.is(error)) return error;
  const errno = errnoOf(error);
  const [code, remedy] = known[errno ?? ''] ?? ['internal', 'the device or the operating system reported a fault'];
  return new AiError(code, `cannot ${operation} ${path}: ${remedy}`, {
    cause: error,
    ...(errno === undefined ? {} : { details: { errno } }),
  });
}
