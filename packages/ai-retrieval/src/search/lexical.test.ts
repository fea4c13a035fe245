import { createContext } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFolderIndex, type FolderIndex, type FolderIndexOptions } from '../index/folder-index.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { withinDistance } from './edit-distance.ts';
import type { SearchRequest } from './search-types.ts';

const corpus = {
  'phrase.md': 'The head of finance signs. Approval by others is not needed for refunds.',
  'apart.md': 'The head signs. Others approve refunds; nobody in finance needs to be asked for approval.',
  'depot.md': 'The depot in Rotterdam opens at six in the morning.',
  'secret.md': 'The depot in Rotterdamned is closed.',
};

async function open(options: Partial<FolderIndexOptions> = {}): Promise<FolderIndex> {
  const index = await openFolderIndex({
    directory: '/index',
    fileSystem: createPowerCutFileSystem({ seed: 1 }),
    ...options,
  });
  const documents = Object.entries(corpus).map(([id, text]) =>
    documentOf(id, text, { acl: { allow: id === 'secret.md' ? ['group:board'] : ['tenant'] } }),
  );
  await index.ingest(streamOf(documents), { context: writer });
  return index;
}

async function found(index: FolderIndex, request: SearchRequest, groups: readonly string[] = []): Promise<string[]> {
  return (await index.search(request, user(groups))).passages.map(({ document }) => document);
}

describe('proximity', () => {
  it('ranks words that stand together above the same words apart, and is off by default', async () => {
    const request = { query: 'head of finance' };
    const [far, near] = [await open(), await open({ proximityBoost: 1 })];
    const score = async (index: FolderIndex, id: string): Promise<number> =>
      (await index.search(request, user())).passages.find(({ document }) => document === id)?.score ?? 0;
    expect(await found(near, request)).toEqual(['phrase.md', 'apart.md']);
    const gain = async (id: string): Promise<number> => (await score(near, id)) - (await score(far, id));
    expect(await gain('phrase.md')).toBeGreaterThan(3 * (await gain('apart.md')));
    expect(await gain('apart.md')).toBeGreaterThan(0);
  });

  it('counts words in the order of the query more than the other way round', async () => {
    const index = await open({ proximityBoost: 1 });
    const best = async (query: string): Promise<number> =>
      (await index.search({ query }, user())).passages[0]?.score ?? 0;
    expect(await best('head finance')).toBeGreaterThan(await best('finance head'));
  });

  it('adds nothing for a single word', async () => {
    const scores = async (proximityBoost: number): Promise<unknown> =>
      (await (await open({ proximityBoost })).search({ query: 'finance' }, user())).passages;
    expect(await scores(5)).toEqual(await scores(0));
  });
});

describe('words that stand for others', () => {
  it.each<[SearchRequest, readonly string[]]>([
    [{ query: 'Rotterdm' }, []],
    [{ query: 'Rotterdm', fuzzy: true }, ['depot.md']],
    [{ query: 'Rottredam', fuzzy: true }, ['depot.md']],
    [{ query: 'Rotredm', fuzzy: true }, []],
    [{ query: 'dpeot', fuzzy: true }, ['depot.md']],
    [{ query: 'dpt', fuzzy: true }, []],
    [{ query: 'opens', fuzzy: true }, ['depot.md']],
    [{ query: 'rott', prefix: true }, ['depot.md']],
    [{ query: 'rott', prefix: false }, []],
    [{ query: 'rott morning', prefix: true }, ['depot.md']],
  ])('%j finds %j', async (request, expected) => {
    expect(await found(await open(), request)).toEqual(expected);
  });

  it('are looked for among readable terms alone', async () => {
    const index = await open();
    expect(await found(index, { query: 'rotterdamn', prefix: true })).toEqual([]);
    expect(await found(index, { query: 'rotterdamn', prefix: true }, ['board'])).toEqual(['secret.md']);
    expect(await found(index, { query: 'rotterdamnd', fuzzy: true })).toEqual(['depot.md']);
    expect(await found(index, { query: 'rotterdamnd', fuzzy: true }, ['board'])).toEqual(['secret.md']);
  });

  it('count less than the word itself', async () => {
    const index = await open();
    const whole = (await index.search({ query: 'rotterdam', prefix: true }, user())).passages[0]?.score ?? 0;
    const part = (await index.search({ query: 'rotterda', prefix: true }, user())).passages[0]?.score ?? 0;
    expect(part).toBeLessThan(whole);
    expect(part).toBeGreaterThan(0);
  });
});

it('measures distances as the full table does', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, limit) => {
      expect(withinDistance(a, b, limit)).toBe(distance(a, b) <= limit);
    }),
    { numRuns: 2_000 },
  );
});

/** Optimal string alignment, written down from its definition. */
function distance(a: string, b: string): number {
  const known = new Map<string, number>();
  const at = (i: number, j: number): number => {
    if (Math.min(i, j) === 0) return Math.max(i, j);
    const key = `${String(i)},${String(j)}`;
    let value = known.get(key);
    if (value === undefined) {
      value = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        value = Math.min(value, at(i - 2, j - 2) + 1);
      known.set(key, value);
    }
    return value;
  };
  return at(a.length, b.length);
}

describe('freshness', () => {
  const dayMs = 86_400_000;
  const clock = { epochMs: () => 1000 * dayMs, monotonicMs: () => 0, sleep: () => Promise.resolve() };
  const dated = ([id, days]: readonly [string, number | undefined]): ReturnType<typeof documentOf> =>
    documentOf(
      id,
      'The depot opens at six.',
      days === undefined ? {} : { modifiedAt: new Date((1000 - days) * dayMs) },
    );

  it('halves what age may take each half-life, never more, and is nothing without being asked for', async () => {
    const index = await openFolderIndex({
      directory: '/index',
      fileSystem: createPowerCutFileSystem({ seed: 1 }),
      clock,
    });
    const documents = [
      ['old', 90],
      ['undated', undefined],
      ['new', 0],
      ['month', 30],
      ['future', -5],
    ] as const;
    await index.ingest(streamOf(documents.map(dated)), { context: writer });
    const context = createContext({ principal: user().principal });
    const plain = (await index.search({ query: 'depot' }, context)).passages;
    expect(new Set(plain.map(({ score }) => score)).size).toBe(1);
    const aged = (await index.search({ query: 'depot', freshness: { halfLifeDays: 30, floor: 0.2 } }, context))
      .passages;
    const full = plain[0]?.score ?? 0;
    expect(aged.map(({ document, score }) => [document, Number((score / full).toFixed(6))])).toEqual([
      ['future', 1],
      ['new', 1],
      ['month', 0.6],
      ['old', 0.3],
      ['undated', 0.2],
    ]);
  });

  it.each([
    [{ halfLifeDays: 0 }, 'freshness.halfLifeDays'],
    [{ halfLifeDays: Number.NaN }, 'freshness.halfLifeDays'],
    [{ halfLifeDays: 1, floor: 2 }, 'freshness.floor'],
  ])('refuses %j', async (freshness, message) => {
    const index = await open();
    await expect(index.search({ query: 'depot', freshness }, user())).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message) as string,
    });
  });
});

describe('the language of an index', () => {
  const german = documentOf('de.md', 'Die Rechnungen gehen an den Empfänger.');
  const openWith = (
    fileSystem: ReturnType<typeof createPowerCutFileSystem>,
    options: Partial<FolderIndexOptions> = {},
  ): Promise<FolderIndex> => openFolderIndex({ directory: '/index', fileSystem, ...options });

  it('stays with the texts: whoever opens the index later asks in it', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const first = await openWith(fileSystem, { language: 'de' });
    await first.ingest(streamOf([german]), { context: writer });
    await first.close();
    const second = await openWith(fileSystem);
    expect(await found(second, { query: 'Rechnung' })).toEqual(['de.md']);
    await second.ingest(streamOf([documentOf('zwei.md', 'Eine Mahnung folgt den Mahnungen.')]), { context: writer });
    expect(await found(second, { query: 'mahnungen' })).toEqual(['zwei.md']);
  });

  it('changes with the next ingestion', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const first = await openWith(fileSystem);
    await first.ingest(streamOf([german]), { context: writer });
    await first.close();
    const second = await openWith(fileSystem, { language: 'de' });
    expect(await found(second, { query: 'Rechnung' })).toEqual([]);
    const report = await second.ingest(streamOf([german]), { context: writer });
    expect(report).toMatchObject({ unchanged: 1, added: 0 });
    expect(await found(second, { query: 'Rechnung' })).toEqual(['de.md']);
  });
});
