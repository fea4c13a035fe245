import type { IncomingMessage } from 'node:http';
import { AiError } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import type { ZodType } from 'zod';

/**
 * Reads a JSON body and checks it strictly. The content type is asked for, since a page of another origin cannot send it unasked.
 *
 * @throws AiError `unsupported`, `payload-too-large` or `invalid-input` that names the field, and no value
 */
export async function readBody<T>(request: IncomingMessage, schema: ZodType<T>, maxBytes: number): Promise<T> {
  if (!/^application\/json(;|$)/.test(request.headers['content-type'] ?? ''))
    throw new AiError('unsupported', 'the body must be application/json');
  const tooLarge = (): AiError => new AiError('payload-too-large', `the body must have at most ${maxBytes} bytes`);
  // What says that it is too large is not read at all.
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new AiError('invalid-input', 'the body is no JSON in UTF-8');
  }
  return parseConfig(schema, value, { name: 'body' });
}
