import { AiError, type CallContext, type Clock } from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';
import { isTransient } from './database-error.ts';
import { withRetries } from './retry.ts';
import { inTransaction } from './session.ts';
import { takeClient, type TakenClient } from './take-client.ts';

/** Whoever writes a tenant: one at a time, over all processes. */
export interface Writer extends AsyncDisposable {
  /** Runs work in a transaction on the connection that holds the tenant's lock. When the connection is lost, another one takes the lock and the work is run again: it must bear that. */
  transaction<R>(work: (client: PoolClient) => Promise<R>): Promise<R>;
}

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
  let held: TakenClient | undefined;
  const hold = async (): Promise<PoolClient> => {
    if (held !== undefined) return held.client;
    const taken = await takeClient(pool, context, clock);
    try {
      const { rows } = await taken.client.query<{ readonly taken: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 1)) as taken',
        [`${schema} ${tenant}`],
      );
      if (rows[0]?.taken !== true)
        throw new AiError('conflict', 'another process writes this tenant; run the ingestion again when it has ended');
    } catch (error) {
      taken.release(isTransient(error));
      throw error;
    }
    held = taken;
    return taken.client;
  };
  const attempt = <R>(work: (client: PoolClient) => Promise<R>): Promise<R> =>
    withRetries(
      context,
      clock,
      async () => {
        try {
          return await work(await hold());
        } catch (error) {
          if (isTransient(error)) {
            held?.release(true);
            held = undefined;
          }
          throw error;
        }
      },
      // The lock of a connection that was lost may be held by its server process for a moment longer.
      (error, wasLost) => wasLost && AiError.is(error, 'conflict'),
    );
  await attempt(() => Promise.resolve());
  return {
    transaction: (work) => attempt((client) => inTransaction(client, tenant, 'begin', work)),
    async [Symbol.asyncDispose]() {
      const last = held;
      held = undefined;
      if (last === undefined) return;
      const isFree = await last.client.query('select pg_advisory_unlock_all()').then(
        () => true,
        () => false,
      );
      last.release(!isFree);
    },
  };
}
