import { AiError, throwIfDone, type CallContext, type Clock } from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';
import { isTransient } from './session.ts';

/** Whoever writes a tenant: one at a time, over all processes. */
export interface Writer extends AsyncDisposable {
  /** Runs work in a transaction on the connection that holds the tenant's lock. When the connection is lost, another one takes the lock and the work is run again: it must bear that. */
  transaction<R>(work: (client: PoolClient) => Promise<R>): Promise<R>;
}

const mostAttempts = 8;
const firstDelayMs = 100;

/**
 * Takes the tenant's write lock in the database, which goes with its connection: a killed process never leaves it behind.
 *
 * @throws AiError `conflict` when somebody else writes, `unavailable`
 */
export async function openWriter(
  pool: Pool,
  schema: string,
  tenant: string,
  context: CallContext,
  clock: Clock,
): Promise<Writer> {
  let held: PoolClient | undefined;
  const lose = (): void => {
    held?.release(true);
    held = undefined;
  };
  const hold = async (): Promise<PoolClient> => {
    if (held !== undefined) return held;
    const client = await pool.connect();
    client.on('error', ignore);
    try {
      const { rows } = await client.query<{ readonly taken: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 1)) as taken',
        [`${schema} ${tenant}`],
      );
      if (rows[0]?.taken !== true)
        throw new AiError('conflict', 'another process writes this tenant; run the ingestion again when it has ended');
    } catch (error) {
      client.off('error', ignore);
      client.release(isTransient(error));
      throw error;
    }
    held = client;
    return client;
  };
  const attempt = async <R>(work: (client: PoolClient) => Promise<R>): Promise<R> => {
    for (let turn = 1; ; turn++) {
      throwIfDone(context, clock);
      try {
        return await work(await hold());
      } catch (error) {
        const isLost = isTransient(error);
        // The lock of a connection that was lost may be held by its server process for a moment longer.
        if (!isLost && !(turn > 1 && AiError.is(error, 'conflict'))) throw error;
        if (isLost) lose();
        if (turn === mostAttempts)
          throw isLost
            ? new AiError('unavailable', 'the database cannot be reached; run the ingestion again', { cause: error })
            : error;
        await clock.sleep(firstDelayMs * 2 ** (turn - 1), context.signal);
      }
    }
  };
  await attempt(() => Promise.resolve());
  return {
    transaction: (work) =>
      attempt(async (client) => {
        await client.query('begin');
        try {
          await client.query("select set_config('ai.tenant', $1, true)", [tenant]);
          const result = await work(client);
          await client.query('commit');
          return result;
        } catch (error) {
          if (!isTransient(error)) await client.query('rollback');
          throw error;
        }
      }),
    async [Symbol.asyncDispose]() {
      const client = held;
      held = undefined;
      if (client === undefined) return;
      const isFree = await client.query('select pg_advisory_unlock_all()').then(
        () => true,
        () => false,
      );
      client.off('error', ignore);
      client.release(!isFree);
    },
  };
}

/** The next statement on the connection reports it. */
function ignore(): void {
  return undefined;
}
