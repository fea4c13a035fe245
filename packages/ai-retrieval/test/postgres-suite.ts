import type { Pool } from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { findServices } from '../../../scripts/services.mjs';
import type { RetrievalIndex } from '../src/index/retrieval-index.ts';
import { migratePostgresIndex } from '../src/pgvector/pgvector.ts';
import {
  openPostgresIndexWith,
  type PostgresIndexOptions,
  type PostgresSeams,
} from '../src/pgvector/postgres-index.ts';
import { startPostgres, type LocalPostgres } from './local-postgres.ts';

/** What the tests of one file share. */
export interface PostgresSuite {
  /** The server, and a pool of its role `app`; there once the tests run. */
  readonly server: () => LocalPostgres;
  readonly pool: () => Pool;
  /** A new schema each time; one partition is enough for what is tested, and quickly made. */
  readonly newSchema: (dimensions?: number) => Promise<string>;
  readonly open: (options?: Partial<PostgresIndexOptions>, seams?: PostgresSeams) => Promise<RetrievalIndex>;
}

/** Starts a server before the tests of a file and ends it afterwards. */
export function usePostgres(): PostgresSuite {
  let server: LocalPostgres | undefined;
  let pool: Pool | undefined;
  let schemas = 0;
  const demand = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the server has not been started yet');
    return value;
  };
  beforeAll(async () => {
    server = await startPostgres(findServices().get('postgres') ?? 'initdb');
    pool = server.pool();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  const newSchema = async (dimensions?: number): Promise<string> => {
    const schema = `index_${String(++schemas)}`;
    await migratePostgresIndex({ pool: demand(pool), schema, partitions: 1, dimensions });
    return schema;
  };
  return {
    server: () => demand(server),
    pool: () => demand(pool),
    newSchema,
    async open(options = {}, seams = {}) {
      const schema = options.schema ?? (await newSchema(options.embedding?.dimensions));
      return openPostgresIndexWith({ pool: demand(pool), ...options, schema }, seams);
    },
  };
}
