import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { openFolderIndex } from '../index/folder-index.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';
import { compileFilter, type MetadataFilter } from './metadata-filter.ts';

const metadata = { team: 'legal', year: 2026, due: '2026-03-01', tags: ['travel', 7], isDraft: false, none: null };

describe('a filter', () => {
  it.each<[boolean, MetadataFilter]>([
    [true, { field: 'team', equals: 'legal' }],
    [false, { field: 'team', equals: 'Legal' }],
    [false, { field: 'year', equals: '2026' }],
    [true, { field: 'isDraft', equals: false }],
    [true, { field: 'tags', equals: 7 }],
    [false, { field: 'tags', equals: '7' }],
    [true, { field: 'team', oneOf: ['sales', 'legal'] }],
    [false, { field: 'team', oneOf: [] }],
    [true, { field: 'tags', oneOf: ['travel'] }],
    [true, { field: 'year', atLeast: 2026, atMost: 2026 }],
    [false, { field: 'year', atLeast: 2027 }],
    [false, { field: 'year', atMost: 2025.5 }],
    [false, { field: 'year', atLeast: '2026' }],
    [true, { field: 'due', atLeast: '2026-02-28', atMost: '2026-03-01' }],
    [false, { field: 'due', atMost: '2026-02-28' }],
    [false, { field: 'isDraft', atLeast: 0 }],
    [true, { field: 'team', exists: true }],
    [false, { field: 'none', exists: true }],
    [true, { field: 'none', exists: false }],
    [false, { field: 'missing', equals: 'x' }],
    [false, { field: 'toString', exists: true }],
    [true, { not: { field: 'missing', equals: 'x' } }],
    [true, { and: [{ field: 'team', equals: 'legal' }, { not: { field: 'year', atLeast: 2027 } }] }],
    [
      false,
      {
        and: [
          { field: 'team', equals: 'legal' },
          { field: 'year', atLeast: 2027 },
        ],
      },
    ],
    [
      true,
      {
        or: [
          { field: 'team', equals: 'sales' },
          { field: 'year', atMost: 2026 },
        ],
      },
    ],
    [false, { or: [{ field: 'team', equals: 'sales' }] }],
  ])('is %s of %j', (expected, filter) => {
    expect(compileFilter(filter)(metadata)).toBe(expected);
  });

  it('fits a document without metadata by absence alone', () => {
    expect(compileFilter({ field: 'a', exists: false })(undefined)).toBe(true);
    expect(compileFilter({ field: 'a', equals: 'x' })(undefined)).toBe(false);
  });

  const nested = (depth: number): MetadataFilter =>
    depth === 0 ? { field: 'a', exists: true } : { not: nested(depth - 1) };
  const wide = (count: number): MetadataFilter => ({
    or: Array.from({ length: count }, () => ({ field: 'a', exists: true })),
  });
  it.each([
    ['no object', null, 'where must be a condition'],
    ['a list', [], 'where must be a condition'],
    ['nothing', {}, 'where must have and, or, not, or a field'],
    ['an empty and', { and: [] }, 'where .and must be a list of conditions'],
    ['two operators', { field: 'a', equals: 1, oneOf: [1] }, 'where must have a field and one of'],
    ['a misspelled operator', { field: 'a', equal: 1 }, 'where must have a field and one of'],
    [
      'an operator beside and',
      { and: [{ field: 'a', exists: true }], field: 'b' },
      'where must have a field and one of',
    ],
    [
      'a value of no type',
      {
        or: [
          { field: 'a', exists: true },
          { field: 'a', equals: {} },
        ],
      },
      'where.or[1] .equals',
    ],
    ['a limit that is no number', { not: { field: 'a', atLeast: Number.NaN } }, 'where.not .atLeast'],
    ['an exists that is no boolean', { field: 'a', exists: 'yes' }, 'where .exists'],
    ['too many values', { field: 'a', oneOf: Array.from({ length: 1_001 }, (_, at) => at) }, 'where .oneOf'],
    ['too many conditions', wide(100), 'more than 100 conditions'],
    ['too deep a nest', nested(11), 'nested more than 10 deep'],
  ])('of %s is refused, and the place named', (_, filter, message) => {
    expect(() => compileFilter(filter as MetadataFilter)).toThrow(message);
  });
});

describe('searching with a filter', () => {
  const open = async () => {
    const index = await openFolderIndex({
      directory: '/i',
      fileSystem: createPowerCutFileSystem({ seed: 1 }),
      embedding: createFakeEmbeddingModel({ dimensions: 8 }),
    });
    const documents = ['a', 'b', 'c'].map((name, at) =>
      documentOf(`${name}.md`, `The depot ${name} opens.`, { metadata: { year: 2024 + at } }),
    );
    await index.ingest(streamOf(documents), { context: writer });
    return index;
  };

  it.each(['lexical', 'dense', 'hybrid'] as const)(
    'ranks what fits alone, with the scores it has without (%s)',
    async (mode) => {
      const index = await open();
      const all = await index.search({ query: 'depot', mode }, user());
      const where = { field: 'year', atLeast: 2025 };
      const some = await index.search({ query: 'depot', mode, where }, user());
      expect(all.passages).toHaveLength(3);
      expect(some.passages.map(({ document }) => document).sort()).toEqual(['b.md', 'c.md']);
      expect(some.plan).toMatchObject({ readableDocuments: 3, candidates: 2 });
      for (const { document, lexicalScore, denseScore } of some.passages)
        expect(all.passages.find((each) => each.document === document)).toMatchObject({
          lexicalScore,
          ...(denseScore !== undefined && { denseScore }),
        });
      const none = await index.search({ query: 'depot', mode, where: { field: 'year', equals: 1999 } }, user());
      expect(none.passages).toEqual([]);
    },
  );

  it('refuses a filter that is none before anything is looked at', async () => {
    const index = await open();
    const where = { field: 'year' } as unknown as MetadataFilter;
    await expect(index.search({ query: 'depot', where }, user())).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('ranking', () => {
  it('stops between two terms when the caller has gone', async () => {
    const index = await openFolderIndex({ directory: '/i', fileSystem: createPowerCutFileSystem({ seed: 1 }) });
    await index.ingest(streamOf([documentOf('a.md', 'The depot opens.')]), { context: writer });
    const query = Array.from({ length: 40 }, (_, at) => `word${String(at)}`).join(' ');
    let looks = 0;
    const signal = {
      get aborted() {
        return ++looks > 10;
      },
    } as AbortSignal;
    await expect(index.search({ query }, { ...user(), signal })).rejects.toMatchObject({ code: 'aborted' });
  });
});
