import { abortedError, AiError, type KeyValueSetOptions } from '@org/ai-core';

/** Longest value, in bytes. */
const maxValueBytes = 1024 * 1024;

/** @throws AiError `invalid-input` for a key that is none, `aborted` */
export function checkKey(key: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal);
  if (typeof key !== 'string' || key.length === 0 || key.length > 512 || !key.isWellFormed())
    throw new AiError('invalid-input', 'key must be 1 to 512 characters of well-formed Unicode');
}

/** @throws AiError `invalid-input`, `payload-too-large`, `aborted` */
export function checkSet(key: string, value: Uint8Array, options: KeyValueSetOptions): void {
  checkKey(key, options.signal);
  if (!(value instanceof Uint8Array)) throw new AiError('invalid-input', 'value must be a Uint8Array');
  if (value.length > maxValueBytes)
    throw new AiError('payload-too-large', `value has ${String(value.length)} bytes; a value holds at most 1 MiB`);
  if (options.ttlMs !== undefined && !(options.ttlMs > 0))
    throw new AiError('invalid-input', 'ttlMs must be a number of milliseconds above 0');
}

/** @throws AiError `invalid-input` */
export function checkMaxBytes(maxBytes: number): number {
  if (Number.isSafeInteger(maxBytes) && maxBytes > 0) return maxBytes;
  throw new AiError('invalid-input', 'maxBytes must be a whole number of bytes above 0');
}
