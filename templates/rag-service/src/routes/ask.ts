import type { IncomingMessage, ServerResponse } from 'node:http';
import { abortedError, AiError, createContext } from '@org/ai-core';
import { z } from 'zod';
import { serviceEvent, startStream } from '../answer-stream.ts';
import { log } from '../log.ts';
import type { RouteParts } from '../rag-server.ts';
import { readBody } from '../read-body.ts';

/** Answers a question as server-sent events. A caller that leaves, or takes nothing until the time is over, ends the work. */
export async function ask(request: IncomingMessage, response: ServerResponse, parts: RouteParts): Promise<void> {
  const { limits, release, signIn, answering, metrics, assistant } = parts;
  const schema = z.strictObject({ question: z.string().trim().min(1).max(limits.maxQuestionLength) });
  const left = new AbortController();
  response.once('close', () => left.abort());
  await answering.run(async (stopped) => {
    const signal = AbortSignal.any([left.signal, stopped, AbortSignal.timeout(limits.timeoutMs)]);
    // Who asks is known before anything that they sent is read.
    const principal = await signIn.resolve(request.headers.authorization, { signal });
    const { question } = await readBody(request, schema, limits.maxBodyBytes);
    const context = createContext({ principal, signal, timeoutMs: limits.timeoutMs, feature: 'ask', release });
    const { requestId } = context;
    const stream = startStream(response, requestId);
    try {
      for await (const event of assistant.ask({ question }, context)) {
        const sent = serviceEvent(event, requestId);
        if (sent !== undefined) await stream.send(sent, signal);
        if (event.type === 'finish') metrics.answer(event.answer.outcome);
      }
      stream.end();
    } catch (error) {
      const fault = signal.aborted ? abortedError(signal) : ofTheService(error);
      const code = AiError.is(fault) ? fault.code : 'internal';
      metrics.answer(code);
      if (!left.signal.aborted) log('answer failed', { request: requestId, code });
      stream.fail(fault);
    }
  });
}

const saysNothingOfTheCaller: ReadonlySet<string> = new Set([
  'unauthenticated',
  'forbidden',
  'not-found',
  'invalid-input',
]);

/** A model's server that refuses the key of this service does not mean that the caller has to sign in. */
function ofTheService(error: unknown): unknown {
  if (!AiError.is(error) || !saysNothingOfTheCaller.has(error.code)) return error;
  return new AiError('upstream', 'the model refused the request', { cause: error });
}
