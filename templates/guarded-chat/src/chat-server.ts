import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AiError, createContext, type PrincipalResolver } from '@org/ai-core';
import { renderPrometheus } from '@org/ai-telemetry/prometheus';
import type { AiTelemetry } from '@org/ai-telemetry';
import { chatRequest, type Chat } from './chat.ts';
import { log } from './log.ts';
import { readBody } from './read-body.ts';
import { sendFault, startEvents } from './replies.ts';
import { isLoopback, type Settings } from './settings.ts';

/** What the server is made of. */
export interface ChatServerOptions {
  readonly settings: Pick<Settings, 'timeoutMs' | 'maxRequests' | 'tokens'>;
  readonly chat: Chat;
  readonly callers: PrincipalResolver<string | undefined>;
  readonly telemetry: AiTelemetry;
}

/** The HTTP service; `drain` lets answers under way come to their end and takes no new ones. */
export interface ChatServer {
  readonly server: Server;
  drain(): Promise<void>;
}

/** `POST /chat` answers with server-sent events; `GET /healthz`, `/readyz` and `/metrics` are for the platform. */
export function createChatServer({ settings, chat, callers, telemetry }: ChatServerOptions): ChatServer {
  let running = 0;
  let isDraining = false;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A web page that points its own name to this machine sends that name.
    if (settings.tokens.size === 0 && !isLoopback(hostOf(request)))
      throw new AiError('forbidden', 'the host is not known here');
    const principal = await callers.resolve(request.headers.authorization, {});
    const { messages } = await readBody(request, chatRequest);
    const left = new AbortController();
    response.once('close', () => left.abort());
    const signal = AbortSignal.any([left.signal, AbortSignal.timeout(settings.timeoutMs)]);
    const context = createContext({ principal, signal, timeoutMs: settings.timeoutMs, feature: 'chat' });
    const events = startEvents(response, context.requestId);
    try {
      for await (const part of chat(messages, context)) await events.send(part);
      events.end();
    } catch (error) {
      const fault = left.signal.aborted || !signal.aborted ? error : new AiError('timeout', 'the answer took too long');
      if (!left.signal.aborted) log('chat failed', { request: context.requestId, code: codeOf(fault) });
      events.fail(fault);
    }
  };

  const pages: Readonly<Record<string, () => { readonly status: number; readonly text: string }>> = {
    'GET /healthz': () => ({ status: 200, text: 'ok\n' }),
    'GET /readyz': () => (isDraining ? { status: 503, text: 'draining\n' } : { status: 200, text: 'ok\n' }),
    'GET /metrics': () => ({ status: 200, text: renderPrometheus(telemetry) }),
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path] = (request.url ?? '').split('?', 1);
    const route = `${request.method ?? ''} ${path ?? ''}`;
    const page = pages[route]?.();
    if (page !== undefined) {
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      response.writeHead(page.status, headers).end(page.text);
      return;
    }
    if (route !== 'POST /chat') throw new AiError('not-found', 'there is POST /chat');
    if (isDraining || running >= settings.maxRequests)
      throw new AiError('overloaded', 'too many answers under way; try again');
    running++;
    try {
      await answer(request, response);
    } finally {
      running--;
    }
  };

  const server = createServer((request, response) => {
    // A kept connection would hold up the end until its time is over.
    response.once('close', () => {
      if (isDraining) setImmediate(() => server.closeIdleConnections());
    });
    handle(request, response).catch((error: unknown) => {
      if (!AiError.is(error)) log('request failed', { code: 'internal' });
      sendFault(response, error);
    });
  });
  server.requestTimeout = 30_000;
  return {
    server,
    drain: () => {
      isDraining = true;
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

function hostOf(request: IncomingMessage): string {
  const url = `http://${request.headers.host ?? ''}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}

function codeOf(error: unknown): string {
  return AiError.is(error) ? error.code : 'internal';
}
