import { AiError, type CallContext, type JsonValue } from '@org/ai-core';
import type { Context, MiddlewareHandler } from 'hono';
import { checkJson } from '../http/check-json.ts';
import { errorBody } from '../http/error-answer.ts';
import { guardJsonText, guardStreamed, isJson, kindOf } from '../http/guard-answer.ts';
import type { HttpGuardOptions } from '../http/http-guard.ts';

/** How a Hono route is guarded. */
export type GuardHonoOptions = HttpGuardOptions<Context>;

/**
 * Middleware for Hono: checks what people wrote in a JSON request before the route sees it, and what the route answers (JSON,
 * text, server-sent events, streamed or not) before it leaves. A request that a rail blocks gets status 422, one that needs
 * approval 403, one without a principal 401, one whose body is not JSON 400; the route does not run.
 *
 * @example
 * ```ts
 * import type { CallContext } from '@org/ai-core';
 * import { createGuard, egressRail, piiRail } from '@org/ai-guardrails';
 * import { guardHono } from '@org/ai-interop/hono';
 * import { Hono, type Context } from 'hono';
 *
 * declare function contextOf(request: Context): Promise<CallContext>; // from a verified token
 * const guard = createGuard({ rails: [piiRail(), egressRail()] });
 * const app = new Hono();
 * app.use('/chat', guardHono({ guard, context: contextOf, input: ['message'], events: 'delta' }));
 * app.post('/chat', async (c) => c.json({ answer: (await c.req.json<{ message: string }>()).message }));
 * ```
 */
export function guardHono(options: GuardHonoOptions): MiddlewareHandler {
  const { guard, input, maxBodyBytes = 1_048_576 } = options;
  return async (c, next) => {
    try {
      const context = await options.context(c);
      const json = c.req.raw.body === null ? undefined : await jsonOf(c, maxBodyBytes);
      if (json !== undefined) {
        const body = await checkJson(guard, json, input, 'input', context);
        const headers = new Headers(c.req.raw.headers);
        headers.delete('content-length');
        const { method, signal } = c.req.raw;
        c.req.raw = new Request(c.req.raw.url, { method, headers, signal, body: JSON.stringify(body) });
        // Hono keeps what it has read of a body.
        c.req.bodyCache = {};
      }
      await next();
      c.res = await guardResponse(c.res, options, context);
    } catch (error) {
      const { status, body } = errorBody(error);
      c.res = undefined;
      c.res = Response.json(body, { status });
    }
  };
}

/** Undefined for an empty body. Others are refused: a route may read them as JSON whatever their content type says. */
async function jsonOf(c: Context, maxBodyBytes: number): Promise<JsonValue | undefined> {
  const bytes: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBodyBytes)
      throw new AiError('payload-too-large', `the body is larger than ${String(maxBodyBytes)} bytes`);
    bytes.push(chunk);
  }
  if (size === 0) return undefined;
  if (!isJson(c.req.header('content-type')))
    throw new AiError('invalid-input', 'only JSON is read; send it with content-type application/json');
  try {
    return JSON.parse(await new Blob(bytes as BlobPart[]).text()) as JsonValue;
  } catch {
    throw new AiError('invalid-input', 'the body is not JSON');
  }
}

async function guardResponse(response: Response, options: GuardHonoOptions, context: CallContext): Promise<Response> {
  if (response.body === null) return response;
  const kind = kindOf(response.headers.get('content-type'), response.headers.get('content-encoding'));
  if (kind === 'other') return response;
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  const init = { status: response.status, statusText: response.statusText, headers };
  if (kind === 'json') return new Response(await guardJsonText(await response.text(), options, context), init);
  const source = response.body.pipeThrough(new TextDecoderStream());
  const released = guardStreamed(source, kind, options, context);
  return new Response(streamOf(released), init);
}

function streamOf(text: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await text.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      await text.return();
    },
  });
}
