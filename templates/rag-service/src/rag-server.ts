import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RagAssistant } from '@org/ai-blueprints';
import { AiError, type PrincipalResolver } from '@org/ai-core';
import type { AiTelemetry } from '@org/ai-telemetry';
import { PROMETHEUS_CONTENT_TYPE } from '@org/ai-telemetry/prometheus';
import { createAnswering, type Answering } from './answering.ts';
import { sendFault } from './faults.ts';
import { log } from './log.ts';
import { ask } from './routes/ask.ts';
import { feedback } from './routes/feedback.ts';
import { createServiceMetrics, type ServiceMetrics } from './service-metrics.ts';
import type { Limits } from './settings.ts';

/** What the server is made of. */
export interface RagServerOptions {
  readonly limits: Limits;
  readonly release?: string | undefined;
  readonly assistant: Pick<RagAssistant, 'ask'>;
  readonly signIn: PrincipalResolver<string | undefined>;
  readonly telemetry: AiTelemetry;
  /** Fails, with a message that may be shown, while the service cannot answer. */
  readonly checkReady: () => Promise<void>;
}

/** What a route needs. */
export interface RouteParts extends RagServerOptions {
  readonly answering: Answering;
  readonly metrics: ServiceMetrics;
}

/** The HTTP service; `drain` lets answers under way come to their end and takes no new ones. */
export interface RagServer {
  readonly server: Server;
  drain(): Promise<void>;
}

/** What nginx writes into its log for a caller that left before there was a status. */
const clientLeft = 499;

type Handler = (request: IncomingMessage, response: ServerResponse, parts: RouteParts) => Promise<void>;

const routes: Readonly<Record<string, Handler>> = {
  'POST /v1/ask': ask,
  'POST /v1/feedback': feedback,
  // Whether the process works; what it depends on is for /readyz, since a restart would not mend that.
  'GET /healthz': (_request, response) => sendText(response, 200, 'ok\n'),
  'GET /readyz': async (_request, response, parts) => {
    const reason = await whyNotReady(parts);
    return sendText(response, reason === undefined ? 200 : 503, `${reason ?? 'ok'}\n`);
  },
  // For the monitoring alone: it names tenants. The NetworkPolicy lets nobody else in.
  'GET /metrics': async (_request, response, { metrics, telemetry, answering, limits, ...parts }) => {
    const isReady = (await whyNotReady({ ...parts, answering })) === undefined;
    const gauges = { isReady, running: answering.running, maxRunning: limits.maxRequests };
    return sendText(response, 200, metrics.render(telemetry, gauges), PROMETHEUS_CONTENT_TYPE);
  },
};

/** Serves the routes. Nothing listens yet. */
export function createRagServer(options: RagServerOptions): RagServer {
  const answering = createAnswering(options.limits.maxRequests);
  const parts: RouteParts = { ...options, answering, metrics: createServiceMetrics() };
  const server = createServer((request, response) => {
    const key = `${request.method ?? ''} ${(request.url ?? '').split('?', 1)[0] ?? ''}`;
    const route = Object.hasOwn(routes, key) ? routes[key] : undefined;
    response.once('close', () => {
      parts.metrics.request(
        route === undefined ? 'other' : key,
        response.headersSent ? response.statusCode : clientLeft,
      );
      // A kept connection would hold up the end until its time is over.
      if (answering.isDraining) setImmediate(() => server.closeIdleConnections());
    });
    const handled = route === undefined ? Promise.reject(notFound()) : route(request, response, parts);
    handled.catch((error: unknown) => {
      if (!AiError.is(error)) log('request failed', { route: key, code: 'internal' });
      sendFault(response, error);
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  return {
    server,
    // The port stays open while answers run: who is sent here before the platform has noticed gets 503, not a refused connection.
    async drain() {
      await answering.drain(options.limits.drainMs);
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      // The last bytes of an answer have a moment to leave; a reader that does not take them holds up nobody.
      const timer = setTimeout(() => server.closeAllConnections(), 2_000);
      await closed;
      clearTimeout(timer);
    },
  };
}

function notFound(): AiError {
  return new AiError('not-found', 'there are POST /v1/ask and POST /v1/feedback');
}

async function whyNotReady({
  answering,
  checkReady,
}: Pick<RouteParts, 'answering' | 'checkReady'>): Promise<string | undefined> {
  if (answering.isDraining) return 'draining';
  try {
    await checkReady();
    return undefined;
  } catch (error) {
    return AiError.is(error) ? error.message : 'internal';
  }
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): Promise<void> {
  response.writeHead(status, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
  return Promise.resolve();
}
