import { throwIfDone, type CallContext, type Clock } from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';

/** A connection of the pool, for one piece of work. */
export interface TakenClient {
  readonly client: PoolClient;
  /** Gives it back, or closes it when it cannot be used any more. Only the first call counts. */
  readonly release: (isBroken: boolean) => void;
}

/**
 * Takes a connection from the pool. When the caller gives up, waiting ends, and a connection that is taken is closed: its statement rejects at once, and no other caller's is touched.
 *
 * @throws AiError `aborted`, `timeout`
 */
export async function takeClient(pool: Pool, context: CallContext, clock: Clock): Promise<TakenClient> {
  const { signal } = context;
  const connecting = pool.connect();
  const client = signal === undefined ? await connecting : await unlessAborted(connecting, signal, context, clock);
  let isReleased = false;
  const release = (isBroken: boolean): void => {
    if (isReleased) return;
    isReleased = true;
    signal?.removeEventListener('abort', close);
    client.release(isBroken);
    client.off('error', ignore);
  };
  const close = (): void => release(true);
  // The next statement on the connection reports it.
  client.on('error', ignore);
  signal?.addEventListener('abort', close, { once: true });
  if (signal?.aborted === true) close();
  return { client, release };
}

async function unlessAborted(
  connecting: Promise<PoolClient>,
  signal: AbortSignal,
  context: CallContext,
  clock: Clock,
): Promise<PoolClient> {
  let stop = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  const client = await Promise.race([connecting, aborted]);
  signal.removeEventListener('abort', stop);
  if (client !== undefined) return client;
  // Whoever comes next gets the connection that this caller does not want any more.
  void connecting.then((late) => late.release()).catch(ignore);
  throwIfDone(context, clock);
  return connecting;
}

function ignore(): void {
  return undefined;
}
