import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { AiError, type CommandIo } from '@org/ai-core';

/** The name of standard input. */
export const STDIN = '-';

const MOST_BYTES = 64 * 1_048_576;

/** @throws AiError `invalid-input` for what cannot be read or is no UTF-8 text, `payload-too-large` above 64 MiB */
export async function readText(file: string, io: CommandIo): Promise<string> {
  if (file === STDIN && process.stdin.isTTY) {
    throw new AiError('invalid-input', 'name a file, or pipe a text in: echo "..." | ai guard');
  }
  const source: Readable = file === STDIN ? process.stdin : createReadStream(resolve(io.cwd, file));
  const stop = (): void => void source.destroy(new Error('stopped'));
  io.signal.addEventListener('abort', stop, { once: true });
  try {
    return await decode(source, file);
  } catch (error) {
    if (AiError.is(error)) throw error;
    const code = (error as { readonly code?: unknown }).code;
    throw new AiError('invalid-input', `${file} cannot be read (${typeof code === 'string' ? code : 'fault'})`, {
      cause: error,
    });
  } finally {
    io.signal.removeEventListener('abort', stop);
  }
}

async function decode(source: Readable, file: string): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let text = '';
  let size = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new AiError('payload-too-large', `${file} is larger than 64 MiB; split it`);
    try {
      text += decoder.decode(chunk, { stream: true });
    } catch {
      throw notText(file);
    }
  }
  try {
    return text + decoder.decode();
  } catch {
    throw notText(file);
  }
}

function notText(file: string): AiError {
  return new AiError('invalid-input', `${file} is no UTF-8 text; convert it first`);
}
