import { AiError, type CallContext, type Clock, type JsonValue, systemClock } from '@org/ai-core';
import { readBounded } from '../http/read-bounded.ts';
import { resolveTimeouts } from '../http/timeouts.ts';
import { createTransport } from '../http/transport.ts';
import { startWatchdog } from '../http/watchdog.ts';
import { parseJson } from '../openai/parse-json.ts';
import type { ServerOptions } from './endpoint-options.ts';

/** Posts batches to one server. */
export interface JsonServer extends AsyncDisposable {
  readonly host: string;
  readonly batchSize: number;
  /** Runs a call that may post several times, all within one context. */
  call<T>(
    context: CallContext,
    work: (post: (path: string, body: JsonValue) => Promise<unknown>) => Promise<T>,
  ): Promise<T>;
}

const usualBatch = 32;
const usualBytes = 64 * 1_048_576;

/** @throws AiError `invalid-input` when an option is not valid */
export function createJsonServer(options: ServerOptions): JsonServer {
  const { batchSize = usualBatch, maxResponseBytes = usualBytes, revision } = options;
  const clock: Clock = options.clock ?? systemClock;
  if (!Number.isSafeInteger(batchSize) || batchSize < 1)
    throw new AiError('invalid-input', 'batchSize must be a positive integer', { details: { field: 'batchSize' } });
  if (typeof revision !== 'string' || revision === '') {
    throw new AiError(
      'invalid-input',
      'revision must name the weights that the server runs, for instance by their digest: vectors of two revisions must never be mixed',
      { details: { field: 'revision' } },
    );
  }
  const timeouts = resolveTimeouts(options.timeouts);
  const transport = createTransport({ ...options, connectMs: timeouts.connectMs, maxResponseBytes });
  return {
    host: transport.host,
    batchSize,
    call: async (context, work) => {
      const watchdog = startWatchdog(context, clock, timeouts, false);
      try {
        return await work(async (path, body) => {
          const reply = await transport.post(path, body, 'application/json', watchdog);
          return parseJson(await readBounded(reply.body, maxResponseBytes));
        });
      } finally {
        watchdog[Symbol.dispose]();
      }
    },
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
