import { createContext } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { findServices } from '../../../scripts/services.mjs';
import { openFolderIndex } from '../src/index/folder-index.ts';
import type { RetrievalIndex } from '../src/index/retrieval-index.ts';
import { openPostgresIndex } from '../src/pgvector/pgvector.ts';
import { documentOf, numbered, refunds, user, writer } from '../src/testing/corpus.ts';
import { streamOf } from '../src/testing/leakage.ts';
import { createWorld } from '../src/testing/world.ts';
import { startPostgres } from './local-postgres.ts';
import { usePostgres } from './postgres-suite.ts';

const { server, pool, newSchema, open } = usePostgres();

describe('beside the folder index', () => {
  it('gives the same passages, scores and counts', async () => {
    for (let seed = 100; seed < 106; seed++) {
      const embedding = createFakeEmbeddingModel({ dimensions: 16 });
      const { documents, principals, requests } = createWorld(seed);
      const folder = await openFolderIndex({
        directory: '/i',
        fileSystem: createPowerCutFileSystem({ seed: 1 }),
        embedding,
      });
      const postgres = await open({ embedding });
      for (const index of [folder, postgres]) {
        for (const tenant of new Set(documents.map((each) => each.tenant))) {
          const context = createContext({ principal: { kind: 'service', tenant, subject: 'ingest', groups: [] } });
          await index.ingest(streamOf(documents.filter((each) => each.tenant === tenant)), { context });
        }
      }
      for (const principal of principals) {
        const context = createContext({ principal });
        expect(await postgres.listDocuments(context)).toEqual(await folder.listDocuments(context));
        for (const request of requests) {
          const [expected, found] = [await folder.search(request, context), await postgres.search(request, context)];
          const plain = (passages: typeof found.passages): unknown =>
            passages.map(({ score: _s, lexicalScore: _l, denseScore: _d, ...rest }) => rest);
          expect(plain(found.passages)).toEqual(plain(expected.passages));
          // pgvector computes cosines in another order: float32 rounds otherwise.
          for (const [at, { score, lexicalScore, denseScore }] of found.passages.entries()) {
            const same = expected.passages[at];
            expect(Math.abs(lexicalScore - (same?.lexicalScore ?? Number.NaN))).toBeLessThan(1e-9);
            for (const [mine, theirs] of [
              [score, same?.score],
              [denseScore, same?.denseScore],
            ])
              expect(Math.abs((mine ?? 0) - (theirs ?? 0))).toBeLessThan(1e-6);
          }
          const { timings: _a, candidates: _b, ...plan } = found.plan;
          expect(expected.plan).toMatchObject(plan);
        }
      }
    }
  });

  it.each([
    { field: 'kind', equals: 'memo' },
    { field: 'n', atLeast: 3, atMost: 5 },
    { field: 'when', atLeast: '2026-02-01' },
    { field: 'tags', oneOf: ['b', 7] },
    { field: 'tags', oneOf: [] },
    { field: 'none', exists: true },
    { field: 'none', exists: false },
    { field: "x' or true --", equals: "' or true --" },
    { not: { field: 'kind', equals: 'memo' } },
    {
      or: [{ field: 'n', equals: 1 }, { and: [{ field: 'kind', equals: 'memo' }, { not: { field: 'n', atMost: 4 } }] }],
    },
  ])('filters alike: %j', async (where) => {
    const documents = Array.from({ length: 8 }, (_, n) =>
      documentOf(`${String(n)}.md`, 'The depot opens at six.', {
        metadata: {
          n,
          kind: n % 2 === 0 ? 'memo' : 'note',
          when: `2026-0${String(n + 1)}-01`,
          tags: n % 3 === 0 ? ['a', 'b'] : [7],
          none: null,
          "x' or true --": n === 2 ? "' or true --" : false,
          zero: 'a\u0000b',
        },
      }),
    );
    const folder = await openFolderIndex({ directory: '/i', fileSystem: createPowerCutFileSystem({ seed: 1 }) });
    const postgres = await open();
    for (const index of [folder, postgres]) await index.ingest(streamOf(documents), { context: writer });
    const ids = async (index: RetrievalIndex): Promise<unknown> =>
      (await index.search({ query: 'depot', where, limit: 20 }, user())).passages.map(({ document }) => document);
    expect(await ids(postgres)).toEqual(await ids(folder));
  });

  it('ages alike', async () => {
    const documents = [0, 10, 400].map((days) =>
      documentOf(`${String(days)}.md`, 'The depot opens at six.', {
        modifiedAt: new Date(Date.now() - days * 86_400_000),
      }),
    );
    const index = await open();
    await index.ingest(streamOf(documents), { context: writer });
    const aged = await index.search({ query: 'depot', freshness: { halfLifeDays: 10, floor: 0 } }, user());
    expect(aged.passages.map(({ document }) => document)).toEqual(['0.md', '10.md', '400.md']);
    expect((aged.passages[1]?.score ?? 0) / (aged.passages[0]?.score ?? 1)).toBeCloseTo(0.5, 3);
  });
});

describe('ingestion', () => {
  it('costs nothing for what is unchanged, embeds nothing for access or a move, and deletes what is missing', async () => {
    const index = await open({ embedding: createFakeEmbeddingModel({ dimensions: 16 }) });
    const documents = numbered(600);
    expect(await index.ingest(streamOf(documents), { context: writer })).toMatchObject({ added: 600, chunks: 600 });
    const before = await index.ingest(streamOf(documents), { context: writer });
    expect(before).toMatchObject({ unchanged: 600, embeddingCalls: 0, chunks: 0 });
    const [first, second, ...rest] = documents;
    if (first === undefined || second === undefined) throw new Error('no documents');
    const changed = [{ ...first, acl: { allow: ['group:a'] } }, { ...second, id: 'moved.md' }, ...rest];
    const report = await index.ingest(streamOf(changed), { context: writer, deleteMissing: true });
    expect(report).toMatchObject({ aclOnly: 1, added: 1, deleted: 1, unchanged: 598, embeddingCalls: 0 });
    expect(report.generation).toBeGreaterThan(before.generation);
    expect((await index.listDocuments(user())).length).toBe(599);
    expect((await index.listDocuments(user(['a']))).length).toBe(600);
  });

  it('gives vectors to what was written without an embedder, and refuses another one', async () => {
    const schema = await newSchema();
    const plain = await open({ schema });
    await plain.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
    const embedding = createFakeEmbeddingModel({ dimensions: 16 });
    const index = await open({ schema, embedding });
    expect((await index.search({ query: 'refund', mode: 'dense' }, user())).plan.mode).toBe('lexical');
    await index.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
    const found = await index.search({ query: 'refund', mode: 'dense' }, user());
    expect(found.plan).toMatchObject({ mode: 'dense', strategy: 'exact-f32' });
    const other = { ...embedding, fingerprint: 'sha256:other' };
    const stranger = await open({ schema, embedding: other });
    await expect(stranger.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'conflict' });
    expect((await stranger.search({ query: 'refund', mode: 'dense' }, user())).plan.mode).toBe('lexical');
    await expect(plain.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'conflict' });
    await expect(open({ schema, embedding: createFakeEmbeddingModel({ dimensions: 8 }) })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('keeps every character of texts, titles, metadata and addresses', async () => {
    const index = await open();
    const text = '# Zero\u0000 \\ tab\t \u{1f600}\r\n\r\nend \\N \u{10ffff}';
    const given = documentOf('odd.md', text, { title: 'a\u0000b\\', uri: 'x:\t\n', metadata: { key: '\u0000' } });
    await index.ingest(streamOf([given]), { context: writer });
    const found = await index.readDocument('odd.md', user());
    expect(found).toMatchObject({ text, title: 'a\u0000b\\', uri: 'x:\t\n' });
    expect(await index.ingest(streamOf([given]), { context: writer })).toMatchObject({ unchanged: 1 });
  });

  it('lets one writer of a tenant in at a time', async () => {
    const schema = await newSchema();
    const [one, two] = [await open({ schema }), await open({ schema })];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    async function* slow(): AsyncGenerator<ReturnType<typeof documentOf>> {
      begin();
      await gate;
      yield documentOf('a.md', refunds);
    }
    const running = one.ingest(slow(), { context: writer });
    await begun;
    await expect(two.ingest(streamOf([]), { context: writer })).rejects.toMatchObject({ code: 'conflict' });
    release();
    await running;
    await two.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
  });
});

describe('the second wall', () => {
  it('shows nothing to a connection that names no tenant, and only its own to one that does, whatever the statement', async () => {
    const schema = await newSchema(16);
    const index = await open({ schema, embedding: createFakeEmbeddingModel({ dimensions: 16 }) });
    await index.ingest(streamOf([documentOf('a.md', refunds)]), { context: writer });
    const tables = ['tenants', 'acls', 'documents', 'chunks', 'postings', 'vectors'];
    for (const table of tables) {
      const counted = async (tenant: string | undefined): Promise<number> => {
        const client = await pool().connect();
        try {
          await client.query('begin');
          if (tenant !== undefined) await client.query("select set_config('ai.tenant', $1, true)", [tenant]);
          const { rows } = await client.query<{ readonly count: string }>(
            `select count(*) as count from ${schema}.${table}`,
          );
          await client.query('rollback');
          return Number(rows[0]?.count);
        } finally {
          client.release();
        }
      };
      expect(await counted(undefined)).toBe(0);
      expect(await counted('other')).toBe(0);
      expect(await counted('t')).toBeGreaterThan(0);
    }
    await expect(
      pool().query(`insert into ${schema}.tenants (tenant, generation, analysis) values ('t2', 0, '')`),
    ).rejects.toThrow(/row-level security/);
  });

  it.each(['a"b', 'A', '', 'x; drop', '1a'])('takes no schema named %j', async (schema) => {
    await expect(openPostgresIndex({ pool: pool(), schema })).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('erasure', () => {
  it('leaves no byte of a document in any row', async () => {
    const schema = await newSchema(16);
    const index = await open({ schema, embedding: createFakeEmbeddingModel({ dimensions: 16 }) });
    const canary = documentOf('canary-id.md', '# Canarytitle\n\nThe canaryword is here.', {
      title: 'canarytitle',
      uri: 'x:canaryuri',
      metadata: { subjects: ['canaryperson'], note: 'canarynote' },
      acl: { allow: ['user:canaryuser', 'tenant'] },
    });
    await index.ingest(streamOf([canary, ...numbered(3)]), { context: writer });
    const dump = async (): Promise<string> => {
      const admin = server().pool({ isSuperuser: true, max: 1 });
      const texts: string[] = [];
      for (const table of ['tenants', 'acls', 'documents', 'chunks', 'postings', 'vectors']) {
        const { rows } = await admin.query<Record<string, unknown>>(`select * from ${schema}.${table}`);
        for (const row of rows)
          texts.push(
            ...Object.values(row).map((value) =>
              Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value),
            ),
          );
      }
      return texts.join('\n').toLowerCase();
    };
    for (const word of [
      'canaryword',
      'canarytitl',
      'canaryuri',
      'canarynote',
      'canaryperson',
      'canaryuser',
      'canary-id',
    ])
      expect(await dump()).toContain(word);
    const record = await index.eraseSubject({ subject: 'canaryperson' }, writer);
    expect(record.documents.map(({ document }) => document)).toEqual(['canary-id.md']);
    expect(await dump()).not.toContain('canary');
    expect(await index.deleteDocuments({ documents: ['0.md', 'nobody.md'] }, writer)).toMatchObject({
      absent: ['nobody.md'],
      embedder: 'kept',
    });
    expect((await index.listDocuments(user())).map(({ id }) => id)).toEqual(['1.md', '2.md']);
    await expect(index.deleteDocuments({ documents: ['1.md'] }, user())).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a server that goes away', () => {
  it('in the middle of an ingestion costs no document and doubles none', async () => {
    const index = await open({ embedding: createFakeEmbeddingModel({ dimensions: 16 }) });
    const documents = numbered(2_000);
    let crashed: Promise<void> | undefined;
    async function* stream(): AsyncGenerator<ReturnType<typeof documentOf>> {
      for (const [at, document] of documents.entries()) {
        if (at === 700 || at === 1_500) crashed = server().crash();
        if (at % 100 === 0) await Promise.resolve();
        yield document;
      }
    }
    const report = await index.ingest(stream(), { context: writer });
    await crashed;
    expect(report.added).toBe(2_000);
    expect((await index.listDocuments(user())).length).toBe(2_000);
    expect(await index.ingest(streamOf(documents), { context: writer })).toMatchObject({ unchanged: 2_000, added: 0 });
  });

  it('in the middle of searches is waited for', async () => {
    const index = await open();
    await index.ingest(streamOf(numbered(300)), { context: writer });
    const crash = server().crash();
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, at) => index.search({ query: `depot ${String(at)}` }, user())),
    );
    await crash;
    for (const { passages } of found) expect(passages.length).toBeGreaterThan(0);
  });

  it('and stays away is reported as unavailable, and a caller who gives up is let go', async () => {
    const own = await startPostgres(findServices().get('postgres') ?? 'initdb');
    try {
      const ownPool = own.pool();
      const index = await openPostgresIndex({ pool: ownPool });
      await index.ingest(streamOf(numbered(3)), { context: writer });
      await own.stop();
      await expect(index.search({ query: 'depot' }, user())).rejects.toMatchObject({ code: 'unavailable' });
      const controller = new AbortController();
      const { signal } = controller;
      setTimeout(() => controller.abort(), 150);
      await expect(index.search({ query: 'depot' }, { ...user(), signal })).rejects.toMatchObject({ code: 'aborted' });
    } finally {
      await own[Symbol.asyncDispose]();
    }
  });
});

it('searches a hundred times at once with ten connections', async () => {
  const index = await open();
  await index.ingest(streamOf(numbered(200)), { context: writer });
  const found = await Promise.all(
    Array.from({ length: 100 }, (_, at) => index.search({ query: `number ${String(at)}`, limit: 1 }, user())),
  );
  for (const [at, { passages }] of found.entries()) expect(passages[0]?.document).toBe(`${String(at)}.md`);
});

it.each([{ fuzzy: true }, { prefix: true }])('refuses what it cannot do: %j', async (extra) => {
  const index = await open();
  await expect(index.search({ query: 'x', ...extra }, user())).rejects.toMatchObject({ code: 'unsupported' });
});

it('finds near chunks through the graph when much is readable, and the rest exactly', async () => {
  const embedding = createFakeEmbeddingModel({ dimensions: 16 });
  const schema = await newSchema(16);
  const exact = await open({ schema, embedding });
  await exact.ingest(streamOf(numbered(1_000)), { context: writer });
  const graph = await open({ schema, embedding, exactUpTo: 100 });
  let shared = 0;
  for (let at = 0; at < 20; at++) {
    const request = { query: `The depot number ${String(at * 40)}`, mode: 'dense', limit: 10 } as const;
    const [best, found] = [await exact.search(request, user()), await graph.search(request, user())];
    // Many are equally near: any of them will do.
    const last = best.passages.at(-1)?.score ?? 1;
    shared += found.passages.filter(({ score }) => score >= last - 1e-6).length;
  }
  expect(shared / 200).toBeGreaterThan(0.95);
});
