import type { ServerResponse } from 'node:http';
import type { Clock } from '@org/ai-core';
import type { UpstreamAnswer, UpstreamBehaviour } from './behaviour.ts';
import { completionBody, completionChunks } from './completion.ts';
import { embeddingsBody } from './embeddings-body.ts';
import { errorReply } from './error-replies.ts';
import type { UpstreamRequest } from './faulty-upstream.ts';
import { obeyInstructions } from './obeying-model.ts';
import { readPrompt } from './prompt.ts';

/** What a response needs from the server. */
export interface RespondOptions {
  readonly dimensions: number;
  readonly clock: Clock;
  /** Fires when the exchange is over. */
  readonly signal: AbortSignal;
  readonly onCut: () => void;
}

const faultyText = 'This answer has a fault in it, somewhere on its way.';
const garbage = Buffer.from([
  0xff, 0xfe, 0x00, 0xc3, 0x28, 0x0a, 0x64, 0x61, 0x74, 0x61, 0x3a, 0x20, 0xf0, 0x28, 0x8c, 0x0a, 0x0a,
]);

/** Answers one request as its behaviour says. */
export async function respond(
  response: ServerResponse,
  request: UpstreamRequest,
  behaviour: UpstreamBehaviour,
  options: RespondOptions,
): Promise<void> {
  const error = errorReply(behaviour, request.headers.authorization ?? '');
  if (error !== undefined) {
    response.writeHead(error.status, error.headers).end(error.body);
    return;
  }
  if (behaviour.kind === 'raw') {
    response.writeHead(behaviour.status, behaviour.headers ?? {}).end(behaviour.body);
    return;
  }
  const path = request.path.split('?')[0];
  if (behaviour.kind === 'hang' && (behaviour.at === 'before-headers' || path !== '/v1/chat/completions')) return;
  if (path === '/v1/models') {
    sendJson(response, { object: 'list', data: [{ id: 'test-model', object: 'model' }] });
    return;
  }
  if (path === '/v1/embeddings') {
    await respondEmbeddings(response, request.body, behaviour, options);
    return;
  }
  if (path === '/v1/chat/completions') {
    await respondChat(response, request.body, behaviour, options);
    return;
  }
  response
    .writeHead(404, { 'content-type': 'application/json' })
    .end('{"error":{"message":"unknown path","type":"invalid_request_error"}}');
}

async function respondEmbeddings(
  response: ServerResponse,
  body: unknown,
  behaviour: UpstreamBehaviour,
  options: RespondOptions,
): Promise<void> {
  if (behaviour.kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(garbage);
    return;
  }
  if (behaviour.kind === 'bad-json') {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": [');
    return;
  }
  const { input } = body as { readonly input: string | readonly string[] };
  const texts = typeof input === 'string' ? [input] : input;
  const fault = behaviour.kind === 'embeddings' ? behaviour.fault : undefined;
  sendJson(response, await embeddingsBody(texts, options.dimensions, fault));
}

async function respondChat(
  response: ServerResponse,
  body: unknown,
  behaviour: UpstreamBehaviour,
  options: RespondOptions,
): Promise<void> {
  const prompt = readPrompt(body);
  const answer: UpstreamAnswer =
    behaviour.kind === 'answer'
      ? behaviour
      : { kind: 'answer', text: behaviour.kind === 'obey' ? obeyInstructions(prompt) : faultyText };
  const completion = { model: 'test-model', promptText: prompt.flatMap(({ texts }) => texts).join('\n') };
  if (answer.delayMs !== undefined) await options.clock.sleep(answer.delayMs, options.signal);
  const isStream = (body as { readonly stream?: unknown } | undefined)?.stream === true;
  if (isStream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    await sendStream(response, behaviour, answer, completionChunks(answer, completion), options);
  } else sendWhole(response, behaviour, answer, JSON.stringify(completionBody(answer, completion)), options);
}

/** A plain answer: faults that only streams have become a cut or short body. */
function sendWhole(
  response: ServerResponse,
  behaviour: UpstreamBehaviour,
  answer: UpstreamAnswer,
  body: string,
  options: RespondOptions,
): void {
  response.setHeader('content-type', 'application/json');
  if (behaviour.kind === 'garbage') {
    response.end(garbage);
    return;
  }
  if (behaviour.kind === 'bad-json' || behaviour.kind === 'short') {
    response.end(body.slice(0, -10));
    return;
  }
  if (behaviour.kind === 'error-event') {
    sendJson(response, errorEvent(behaviour));
    return;
  }
  if (behaviour.kind !== 'hang' && behaviour.kind !== 'cut') {
    response.end(body + ' '.repeat(answer.paddingBytes ?? 0));
    return;
  }
  response.setHeader('content-length', Buffer.byteLength(body));
  response.write(body.slice(0, 10), () => {
    if (behaviour.kind === 'cut') cut(response, options);
  });
}

async function sendStream(
  response: ServerResponse,
  behaviour: UpstreamBehaviour,
  answer: UpstreamAnswer,
  chunks: readonly unknown[],
  options: RespondOptions,
): Promise<void> {
  if (behaviour.kind === 'garbage') {
    response.end(garbage);
    return;
  }
  if (behaviour.kind === 'hang' && behaviour.at === 'after-headers') return;
  if (answer.paddingBytes !== undefined) response.write(`: ${'p'.repeat(answer.paddingBytes)}\n\n`);
  const { faultAt, fault } = faultOf(behaviour);
  const sent = behaviour.kind === 'no-done' ? chunks.slice(0, -1) : chunks;
  for (const [index, chunk] of sent.entries()) {
    if (index === faultAt) return fault?.(response, options);
    if (answer.delayMs !== undefined) await options.clock.sleep(answer.delayMs, options.signal);
    await write(response, `data: ${JSON.stringify(chunk)}\n\n`);
  }
  response.end(behaviour.kind === 'no-done' ? '' : 'data: [DONE]\n\n');
}

type Fault = (response: ServerResponse, options: RespondOptions) => void;

/** Which chunk is replaced by what. The first chunk holds only the role. */
function faultOf(behaviour: UpstreamBehaviour): {
  readonly faultAt?: number | undefined;
  readonly fault?: Fault | undefined;
} {
  const faultAt = 1 + ('afterChunks' in behaviour ? (behaviour.afterChunks ?? 2) : 2);
  switch (behaviour.kind) {
    case 'hang':
      return { faultAt, fault: () => undefined };
    case 'cut':
      return { faultAt, fault: cut };
    case 'short':
      return { faultAt, fault: (response) => response.end() };
    case 'bad-json':
      return { faultAt, fault: (response) => response.end('data: {"choices": [{"delta": {"con\n\ndata: [DONE]\n\n') };
    case 'error-event':
      return { faultAt, fault: (response) => response.end(`data: ${JSON.stringify(errorEvent(behaviour))}\n\n`) };
    default:
      return {};
  }
}

function errorEvent({
  code,
  type,
}: {
  readonly code?: string | undefined;
  readonly type?: string | undefined;
}): unknown {
  return { error: { message: 'The model is overloaded', type: type ?? 'server_error', code: code ?? null } };
}

function cut(response: ServerResponse, options: RespondOptions): void {
  options.onCut();
  response.destroy();
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Resolves when the kernel has taken the bytes, so that a cut right after it cannot swallow them. */
function write(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
