import { AiError, throwIfDone, type CallContext, type Clock } from '@org/ai-core';
import type { Pool, PoolClient } from 'pg';

/** What a transaction may do. */
type Mode = 'read' | 'write';

/** A database in which each transaction works for one tenant. */
export interface Session {
  /**
   * Runs work in a transaction for a tenant: one snapshot for all that it reads, and all or nothing of what it writes. When the connection is lost or the server goes away, it is run again on a new one, a few times; the work must bear that.
   *
   * @throws AiError `unavailable` when the server stays away, `aborted`, `timeout`
   */
  transaction<R>(
    tenant: string,
    mode: Mode,
    context: CallContext,
    work: (client: PoolClient) => Promise<R>,
  ): Promise<R>;
}

const mostAttempts = 6;
const firstDelayMs = 100;

/** Makes a session on a pool. */
export function createSession(pool: Pool, clock: Clock): Session {
  return {
    async transaction(tenant, mode, context, work) {
      for (let attempt = 1; ; attempt++) {
        throwIfDone(context, clock);
        try {
          return await once(pool, tenant, mode, context, work);
        } catch (error) {
          if (context.signal?.aborted === true) throwIfDone(context, clock);
          if (!isTransient(error)) throw error;
          if (attempt === mostAttempts)
            throw new AiError('unavailable', 'the database cannot be reached; try again later', { cause: error });
          await clock.sleep(firstDelayMs * 2 ** (attempt - 1), context.signal);
        }
      }
    },
  };
}

async function once<R>(
  pool: Pool,
  tenant: string,
  mode: Mode,
  context: CallContext,
  work: (client: PoolClient) => Promise<R>,
): Promise<R> {
  const client = await pool.connect();
  let isBroken = false;
  const breakOff = (error?: Error): void => void (isBroken ||= error !== undefined);
  client.on('error', breakOff);
  const cancel = cancelling(pool, client, context.signal);
  try {
    await client.query(mode === 'read' ? 'begin isolation level repeatable read read only' : 'begin');
    await client.query("select set_config('ai.tenant', $1, true)", [tenant]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    isBroken ||= isTransient(error);
    if (!isBroken) await client.query('rollback').catch(() => (isBroken = true));
    throw error;
  } finally {
    cancel();
    client.off('error', breakOff);
    client.release(isBroken);
  }
}

/** Lets the server give up the running statement when the caller does. */
function cancelling(pool: Pool, client: PoolClient, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => undefined;
  const { processID } = client as PoolClient & { readonly processID?: number };
  const stop = (): void => {
    if (processID !== undefined) void pool.query('select pg_cancel_backend($1)', [processID]).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

// Connection exceptions, the server's going down, coming up or having too many; serialization failures and deadlocks.
const transientStates = /^(?:08...|57P0[123]|53300|40001|40P01)$/;
const transientSystem = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH']);

/** Whether the same may well succeed in a moment. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error) || AiError.is(error)) return false;
  const { code } = error as Error & { readonly code?: unknown };
  if (typeof code === 'string') return transientStates.test(code) || transientSystem.has(code);
  return /connection (?:terminated|ended)|client has encountered a connection error|not queryable/i.test(error.message);
}
