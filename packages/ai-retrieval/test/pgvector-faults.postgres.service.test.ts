import { createContext, systemClock } from '@org/ai-core';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { openPostgresIndex } from '../src/pgvector/pgvector.ts';
import { createSession } from '../src/pgvector/session.ts';
import { documentOf, numbered, refunds, user, writer } from '../src/testing/corpus.ts';
import { streamOf } from '../src/testing/leakage.ts';
import { usePostgres } from './postgres-suite.ts';

const { server, pool, newSchema, open } = usePostgres();

describe('what is long', () => {
  it('is taken: ids of 1,024 characters, and access lists of thousands', async () => {
    const index = await open();
    const random = (length: number, salt: number): string =>
      String.fromCharCode(...Array.from({ length }, (_, at) => 0x4e00 + ((at * 7_919 + salt * 104_729) % 20_000)));
    const groups = Array.from({ length: 3_000 }, (_, at) => `group:${random(6, at)}`);
    const documents = [1, 2].map((salt) => documentOf(random(1_024, salt), refunds, { acl: { allow: groups } }));
    await index.ingest(streamOf(documents), { context: writer });
    const member = user([random(6, 2_999)]);
    expect((await index.listDocuments(member)).length).toBe(2);
    expect((await index.readDocument(random(1_024, 2), member))?.text).toBe(refunds);
    expect(await index.ingest(streamOf(documents), { context: writer })).toMatchObject({ unchanged: 2 });
    expect((await index.search({ query: 'refund' }, user(['other']))).passages).toEqual([]);
  });
});

describe('the wall', () => {
  it('stands around each partition too', async () => {
    const schema = await newSchema(16);
    const index = await open({ schema, embedding: createFakeEmbeddingModel({ dimensions: 16 }) });
    await index.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
    for (const table of ['documents', 'chunks', 'postings', 'vectors']) {
      const { rows } = await pool().query<{ readonly count: string }>(
        `select count(*) as count from ${schema}.${table}_0`,
      );
      expect(rows[0]?.count).toBe('0');
      const all = await server()
        .pool({ isSuperuser: true, max: 1 })
        .query<{ readonly count: string }>(`select count(*) as count from ${schema}.${table}_0`);
      expect(Number(all.rows[0]?.count)).toBeGreaterThan(0);
    }
  });
});

describe('a failure in the database', () => {
  it('is told by its code, without the rows that it quotes', async () => {
    const schema = await newSchema();
    const index = await open({ schema });
    await index.ingest(streamOf([documentOf('secret-id.md', refunds)]), { context: writer });
    await pool().query(`alter table ${schema}.chunks add constraint short check (span_end < 10) not valid`);
    const failing = index.ingest(streamOf([documentOf('other-secret.md', refunds)]), { context: writer });
    await expect(failing).rejects.toMatchObject({ code: 'internal', details: { state: '23514' } });
    const error: unknown = await failing.catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/secret|refund/i);
    // All or nothing: what was there is still there, and nothing of the other.
    expect((await index.listDocuments(user())).map(({ id }) => id)).toEqual(['secret-id.md']);
  });

  it.each(['a\u0000b', '\u0000'])('is clear for a tenant that it cannot hold: %j', async (tenant) => {
    const index = await open();
    const principal = { kind: 'user', tenant, subject: 'u', groups: [] } as const;
    await expect(index.search({ query: 'x' }, createContext({ principal }))).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('is forbidden where the role has no rights, and names none of the tables', async () => {
    const schema = await newSchema();
    await pool().query(`revoke select on ${schema}.tenants from app`);
    const index = await open({ schema });
    await expect(index.search({ query: 'x' }, user())).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is told as unavailable when there is no server at all', async () => {
    const { Pool } = await import('pg');
    const nowhere = new Pool({ host: '/nonexistent', user: 'app', database: 'app' });
    await expect(openPostgresIndex({ pool: nowhere })).rejects.toMatchObject({ code: 'unavailable' });
    await nowhere.end();
  });
});

describe('whoever gives up', () => {
  it('is let go in the middle of a statement, and no other caller loses one', async () => {
    const small = server().pool({ max: 2 });
    const session = createSession(small, systemClock);
    const controller = new AbortController();
    const slow = session.read('t', { ...user(), signal: controller.signal }, (client) =>
      client.query('select pg_sleep(60)'),
    );
    const other = session.read('t', user(), (client) => client.query('select pg_sleep(0.3)'));
    setTimeout(() => controller.abort(), 50);
    await expect(slow).rejects.toMatchObject({ code: 'aborted' });
    await other;
    // The connection was closed and not handed on.
    await session.read('t', user(), (client) => client.query('select 1'));
  });

  it('is let go while it waits for a connection, which goes to the next', async () => {
    const small = server().pool({ max: 1 });
    const session = createSession(small, systemClock);
    const controller = new AbortController();
    const first = session.read('t', user(), (client) => client.query('select pg_sleep(0.5)'));
    const waiting = session.read('t', { ...user(), signal: controller.signal }, (client) => client.query('select 1'));
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    await first;
    await session.read('t', user(), (client) => client.query('select 1'));
    expect(small.totalCount).toBeLessThanOrEqual(1);
  });

  it('in the middle of an ingestion leaves no half document, and the next run goes on', async () => {
    const index = await open();
    const controller = new AbortController();
    async function* stream(): AsyncGenerator<ReturnType<typeof documentOf>> {
      for (const [at, document] of numbered(1_000).entries()) {
        if (at === 600) controller.abort();
        if (at % 50 === 0) await Promise.resolve();
        yield document;
      }
    }
    const context = { ...writer, signal: controller.signal };
    await expect(index.ingest(stream(), { context })).rejects.toMatchObject({ code: 'aborted' });
    const kept = await index.listDocuments(user());
    expect(kept.length % 256).toBe(0);
    expect(await index.ingest(streamOf(numbered(1_000)), { context: writer })).toMatchObject({
      unchanged: kept.length,
      added: 1_000 - kept.length,
    });
  });
});

it('answers a thousand callers at once with four connections', async () => {
  const schema = await newSchema();
  const index = await openPostgresIndex({ pool: server().pool({ max: 4 }), schema });
  await index.ingest(streamOf(numbered(100)), { context: writer });
  const found = await Promise.all(
    Array.from({ length: 1_000 }, (_, at) => index.search({ query: `number ${String(at % 100)}`, limit: 1 }, user())),
  );
  for (const [at, { passages }] of found.entries()) expect(passages[0]?.document).toBe(`${String(at % 100)}.md`);
});
