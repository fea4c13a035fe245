import { Readable } from 'node:stream';
import { AiError, type CallContext, type JsonValue } from '@org/ai-core';
import type { FastifyReply, FastifyRequest, onSendAsyncHookHandler, preHandlerAsyncHookHandler } from 'fastify';
import { checkJson } from '../http/check-json.ts';
import { errorBody } from '../http/error-answer.ts';
import { guardJsonText, guardStreamed, kindOf } from '../http/guard-answer.ts';
import type { HttpGuardOptions } from '../http/http-guard.ts';

/** How a Fastify route is guarded. `maxBodyBytes` is Fastify's own `bodyLimit`. */
export type GuardFastifyOptions = Omit<HttpGuardOptions<FastifyRequest>, 'maxBodyBytes'>;

/** Hooks of one route, or of all routes of an instance. */
export interface GuardFastifyHooks {
  readonly preHandler: preHandlerAsyncHookHandler;
  readonly onSend: onSendAsyncHookHandler;
}

/**
 * Hooks for Fastify: `preHandler` checks what people wrote in a JSON request before the route sees it, `onSend` what the route
 * answers (JSON, text, server-sent events, streamed or not) before it leaves. A request that a rail blocks gets status 422, one
 * that needs approval 403, one without a principal 401, one whose body cannot be checked 400; the route does not run.
 *
 * @example
 * ```ts
 * import type { CallContext } from '@org/ai-core';
 * import { createGuard, egressRail, piiRail } from '@org/ai-guardrails';
 * import { guardFastify } from '@org/ai-interop/fastify';
 * import fastify, { type FastifyRequest } from 'fastify';
 *
 * declare function contextOf(request: FastifyRequest): Promise<CallContext>; // from a verified token
 * const guard = createGuard({ rails: [piiRail(), egressRail()] });
 * const app = fastify();
 * app.post('/chat', guardFastify({ guard, context: contextOf, input: ['message'] }), async () => ({ answer: 'Hello' }));
 * ```
 */
export function guardFastify(options: GuardFastifyOptions): GuardFastifyHooks {
  const { guard, input } = options;
  const contexts = new WeakMap<FastifyRequest, CallContext>();
  return {
    async preHandler(request, reply) {
      try {
        const context = await options.context(request);
        contexts.set(request, context);
        if (request.body === undefined && !hasBody(request)) return;
        if (!isJsonLike(request.body))
          throw new AiError('invalid-input', 'the body cannot be checked; send JSON, text or a form');
        request.body = await checkJson(guard, request.body, input, 'input', context);
      } catch (error) {
        contexts.delete(request);
        const { status, body } = errorBody(error);
        return reply.code(status).send(body);
      }
    },
    async onSend(request, reply, payload) {
      const context = contexts.get(request);
      // Answers of this hook's own, and errors before it: nothing of a model is in them.
      if (context === undefined) return payload;
      try {
        return await guardPayload(payload, reply, options, context);
      } catch (error) {
        const { status, body } = errorBody(error);
        reply.code(status).header('content-type', 'application/json; charset=utf-8').removeHeader('content-length');
        reply.removeHeader('content-encoding');
        return JSON.stringify(body);
      }
    },
  };
}

async function guardPayload(
  payload: unknown,
  reply: FastifyReply,
  options: GuardFastifyOptions,
  context: CallContext,
): Promise<unknown> {
  if (payload instanceof Response) return guardPayload(bodyOf(payload, reply), reply, options, context);
  if (payload === null || payload === undefined) return payload;
  const kind = kindOf(headerOf(reply, 'content-type'), headerOf(reply, 'content-encoding'));
  if (kind === 'other') return payload;
  reply.removeHeader('content-length');
  const whole = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? payload.toString() : undefined;
  if (kind === 'json') return guardJsonText(whole ?? (await joined(decoded(payload))), options, context);
  const source = whole === undefined ? decoded(payload) : once(whole);
  const released = guardStreamed(source, kind, options, context);
  // What is there whole can still be answered by a status when a rail blocks it.
  return whole === undefined ? Readable.from(released, { objectMode: false }) : joined(released);
}

function headerOf(reply: FastifyReply, name: string): string | undefined {
  const value = reply.getHeader(name);
  return value === undefined ? undefined : String(value);
}

/** What Fastify takes from a Response after all hooks is needed before: the status, and the headers that say what the body is. */
function bodyOf(response: Response, reply: FastifyReply): Response['body'] {
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return response.body;
}

/** A body that no parser has read, such as a form with files, is still there for the route to read. */
function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

/** Whether a parsed body is made of what {@link checkJson} looks into; bytes and streams are not. */
function isJsonLike(body: unknown): body is JsonValue {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body !== undefined;
  const prototype: unknown = Object.getPrototypeOf(body);
  return prototype === Object.prototype || prototype === null;
}

async function* decoded(payload: unknown): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  for await (const chunk of streamOf(payload)) {
    yield typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

async function* once(text: string): AsyncGenerator<string, void> {
  yield await Promise.resolve(text);
}

async function joined(chunks: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += chunk;
  return text;
}

function streamOf(payload: unknown): AsyncIterable<Uint8Array | string> {
  if (typeof payload === 'object' && payload !== null && Symbol.asyncIterator in payload) {
    return payload as AsyncIterable<Uint8Array | string>;
  }
  throw new AiError('unsupported', 'the answer is neither text nor a stream of it');
}
