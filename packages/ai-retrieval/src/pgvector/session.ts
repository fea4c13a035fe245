import type { CallContext, Clock } from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';
import { isTransient } from './database-error.ts';
import { withRetries } from './retry.ts';
import { takeClient } from './take-client.ts';

/** A database in which each reading works for one tenant. */
export interface Session {
  /**
   * Runs work in one snapshot of a tenant, in which nothing can be written. When the connection is lost or the server goes away, it is run again on a new one, a few times.
   *
   * @throws AiError `unavailable` when the server stays away, `aborted`, `timeout`
   */
  read<R>(tenant: string, context: CallContext, work: (client: PoolClient) => Promise<R>): Promise<R>;
}

/** Makes a session on a pool. */
export function createSession(pool: Pool, clock: Clock): Session {
  return {
    read: (tenant, context, work) =>
      withRetries(context, clock, async () => {
        const { client, release } = await takeClient(pool, context, clock);
        try {
          const result = await inTransaction(client, tenant, 'begin isolation level repeatable read read only', work);
          release(false);
          return result;
        } catch (error) {
          release(isTransient(error));
          throw error;
        }
      }),
  };
}

/** Runs work in a transaction for a tenant: all of it, or nothing. */
export async function inTransaction<R>(
  client: PoolClient,
  tenant: string,
  begin: string,
  work: (client: PoolClient) => Promise<R>,
): Promise<R> {
  await client.query(begin);
  try {
    await client.query("select set_config('ai.tenant', $1, true)", [tenant]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    if (!isTransient(error)) await client.query('rollback');
    throw error;
  }
}
