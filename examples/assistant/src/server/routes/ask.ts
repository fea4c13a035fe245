import { AiError, createContext } from '@org/ai-core';
import { z } from 'zod';
import { errorBody } from '../http-error.ts';
import type { AskLine } from '../protocol.ts';
import { readBody } from '../read-body.ts';
import type { Exchange, ServerParts } from '../route.ts';
import { sendLine } from '../send-line.ts';

const schema = z.strictObject({ question: z.string().min(1).max(4_000), as: z.string().max(256) });

/** Streams an answer as JSON lines. A client that leaves, or stops reading, cancels the work. */
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
  const send = (line: AskLine): Promise<void> => sendLine(response, line, left, parts.stallMs);
  try {
    await send({ type: 'start', answerId });
    parts.answers.remember(answerId);
    for await (const event of parts.assistant.rag.ask({ question }, context)) await send(event);
  } catch (error) {
    if (!left.signal.aborted) {
      parts.onFault(error);
      await send({ type: 'error', error: errorBody(error) });
    }
  } finally {
    parts.answering.delete(left);
    response.end();
  }
}
