import type { IncomingMessage } from 'node:http';
import { AiError } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import type { ZodType } from 'zod';

const maxBodyBytes = 65_536;

/**
 * Reads a small JSON body and checks it.
 *
 * @throws AiError `unsupported` (no JSON type), `payload-too-large`, `invalid-input` that names the field
 */
export async function readBody<T>(request: IncomingMessage, schema: ZodType<T>): Promise<T> {
  if (!/^application\/json(?:;|$)/.test(request.headers['content-type'] ?? ''))
    throw new AiError('unsupported', 'the body must be application/json');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBodyBytes) throw new AiError('payload-too-large', 'the body is larger than 64 KiB');
    chunks.push(chunk);
  }
  return parseConfig(schema, parseJson(Buffer.concat(chunks).toString('utf8')), { name: 'body' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AiError('invalid-input', 'the body is not JSON');
  }
}
