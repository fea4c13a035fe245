import type { RagIndex } from '@org/ai-blueprints';
import { AiError, createContext, createServicePrincipal, type Telemetry } from '@org/ai-core';
import { openFolderIndex, readIndexStatistics, type RetrievalIndex } from '@org/ai-retrieval';
import type { IndexSettings } from './settings.ts';

/** An index and what has to be closed with it. */
export interface OpenedIndex {
  readonly index: RetrievalIndex;
  readonly close: () => Promise<void>;
}

/** The index of the service. It is opened when it is needed, so that a start does not wait for it and an ingestion may come later. */
export interface IndexSource {
  readonly index: RagIndex;
  /** @throws AiError `unavailable` when there is no index, or it cannot be read */
  check(signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Opens the index of the settings: to be read by the service, or to be written by the ingestion. */
export async function openIndex(
  { directory, databaseUrl }: IndexSettings,
  options: { readonly isReadOnly: boolean; readonly telemetry?: Telemetry | undefined },
): Promise<OpenedIndex> {
  if (databaseUrl === undefined) {
    const index = await openFolderIndex({ directory, ...options });
    // A folder that is there and empty (a new volume) would answer that nothing is in the documents.
    if (options.isReadOnly && (await readIndexStatistics({ directory })).generation === 0) {
      await index.close();
      throw new AiError('not-found', 'the folder holds no index');
    }
    return { index, close: () => index.close() };
  }
  // Loaded only where it is used.
  const { openPostgresIndex } = await import('@org/ai-retrieval/pgvector');
  const { Pool } = await import('pg');
  const pool = new Pool({ connectionString: databaseUrl, max: 16, connectionTimeoutMillis: 5_000 });
  // A connection that dies while nobody uses it is replaced by the pool.
  pool.on('error', () => undefined);
  try {
    const index = await openPostgresIndex({ pool, telemetry: options.telemetry });
    return { index, close: () => index.close().then(() => pool.end()) };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** The index behind a function that opens it; a failed opening is tried again by whoever comes next. */
export function createIndexSource(open: () => Promise<OpenedIndex>): IndexSource {
  let opening: Promise<OpenedIndex> | undefined;
  const opened = (): Promise<OpenedIndex> => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const read = async <T>(work: (index: RetrievalIndex) => Promise<T>): Promise<T> => {
    try {
      return await work((await opened()).index);
    } catch (error) {
      throw asUnavailable(error);
    }
  };
  return {
    index: {
      search: (request, context) => read((index) => index.search(request, context)),
      readDocument: (id, context) => read((index) => index.readDocument(id, context)),
    },
    async check(signal) {
      // Of a tenant that is nobody's: it reads nothing, and fails as every other read would.
      const principal = createServicePrincipal({ tenant: '-', subject: 'readiness' });
      try {
        await read((index) => index.readDocument('-', createContext({ principal, signal, timeoutMs: checkMs })));
      } catch (error) {
        throw AiError.is(error, 'timeout')
          ? asUnavailable(new AiError('internal', 'no answer', { cause: error }))
          : error;
      }
    },
    async close() {
      const settled = await opening?.catch(() => undefined);
      await settled?.close();
    },
  };
}

/** Less than a probe waits. */
const checkMs = 3_000;

const isOfTheCaller: ReadonlySet<string> = new Set(['aborted', 'timeout', 'invalid-input', 'unauthenticated']);

/** What is wrong with an index is for the log of whoever runs it. */
function asUnavailable(cause: unknown): AiError {
  if (AiError.is(cause) && isOfTheCaller.has(cause.code)) return cause;
  const isMissing = AiError.is(cause, 'not-found');
  const message = isMissing ? 'there is no index yet; run the ingestion' : 'the index cannot be read';
  return new AiError('unavailable', message, {
    cause,
    details: { fault: AiError.is(cause) ? cause.code : 'internal' },
  });
}
