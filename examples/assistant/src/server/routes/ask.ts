import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { AiError, createContext } from '@org/ai-core';
import { z } from 'zod';
import { errorBody } from '../http-error.ts';
import type { AskLine } from '../protocol.ts';
import { readBody } from '../read-body.ts';
import type { Exchange, ServerParts } from '../route.ts';

const schema = z.strictObject({ question: z.string().min(1).max(4_000), as: z.string().max(256) });

/** Streams an answer as JSON lines. A client that leaves cancels the work. */
export async function ask({ request, response, resolve }: Exchange, parts: ServerParts): Promise<void> {
  const { question, as } = await readBody(request, schema);
  const principal = await resolve(as);
  if (parts.answering.size >= parts.maxAnswers)
    throw new AiError('overloaded', 'too many questions at once; wait a moment', { retryAfterMs: 1_000 });
  const left = new AbortController();
  parts.answering.add(left);
  response.once('close', () => {
    left.abort();
  });
  const answerId = crypto.randomUUID();
  const context = createContext({ principal, requestId: answerId, signal: left.signal, feature: 'assistant-page' });
  response.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' });
  try {
    await send(response, { type: 'start', answerId }, left.signal);
    parts.answers.remember(answerId);
    for await (const event of parts.assistant.rag.ask({ question }, context)) await send(response, event, left.signal);
  } catch (error) {
    if (!left.signal.aborted) {
      parts.onFault(error);
      await send(response, { type: 'error', error: errorBody(error) }, left.signal);
    }
  } finally {
    parts.answering.delete(left);
    response.end();
  }
}

async function send(response: ServerResponse, line: AskLine, signal: AbortSignal): Promise<void> {
  // A reader that is slower than the answer holds the answer up, not the memory.
  if (!response.write(`${JSON.stringify(line)}\n`)) await once(response, 'drain', { signal });
}
