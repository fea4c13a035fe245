import { readFile, stat } from 'node:fs/promises';
import { AiError } from '@org/ai-core';

const MAX_BYTES = 16 * 1_048_576;

/** @throws AiError `not-found`, `payload-too-large` */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES)
      throw new AiError('payload-too-large', `${baseName(path)}: a policy has at most ${MAX_BYTES} bytes`);
    return await readFile(path);
  } catch (error) {
    if (AiError.is(error)) throw error;
    const code = (error as { readonly code?: string }).code ?? 'unknown error';
    throw new AiError(
      'not-found',
      `${baseName(path)}: the policy file cannot be read (${code}); check path and rights`,
    );
  }
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
