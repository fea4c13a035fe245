import { isAllowed, type AttributeCondition, type EmbeddingModel, type Principal } from '@org/ai-core';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideAccess, readableSet, type ReadableSet } from '../access/readable-set.ts';
import type { FittedEmbedding } from '../embedding/fitted-embedding.ts';
import { openFolderIndexWith, type FolderIndex } from '../index/folder-index.ts';
import type { Partition } from '../index/partition.ts';
import type { IndexSeams } from '../index/index-seams.ts';
import { readableScope } from '../search/scope.ts';
import { accessContract } from './access-contract.ts';
import type { RetrievalSubject } from './contract-case.ts';
import { createFittedFake } from './fitted-fake.ts';
import { findLeak } from './leakage.ts';
import { worldNames, type AccessWorld } from './world.ts';

async function isNoticed(seams: IndexSeams, embedding?: () => FittedEmbedding): Promise<boolean> {
  for (const { run } of accessContract) {
    try {
      await run(subject(seams, embedding?.()));
    } catch {
      return true;
    }
  }
  return false;
}

function subject(seams: IndexSeams = {}, embedding?: EmbeddingModel | FittedEmbedding): RetrievalSubject {
  return {
    open: (): Promise<FolderIndex> =>
      openFolderIndexWith(
        { directory: '/index', fileSystem: createPowerCutFileSystem({ seed: 1 }), embedding, proximityBoost: 1 },
        seams,
      ),
  };
}

const embedders: readonly (readonly [string, () => EmbeddingModel | FittedEmbedding | undefined])[] = [
  ['lexical', () => undefined],
  ['with one embedder', () => createFakeEmbeddingModel({ dimensions: 16 })],
  ['with an embedder fitted per tenant', () => createFittedFake()],
];

describe.each(embedders)('the folder index, %s', (_, embedding) => {
  it.each(accessContract)('$name', async ({ run }) => {
    await run(subject({}, embedding()));
  });
});

const names = worldNames;
const entry = fc.oneof(
  fc.constantFrom('public', 'tenant'),
  fc.constantFrom(...names.groups).map((group) => `group:${group}`),
  fc.constantFrom(...names.users).map((user) => `user:${user}`),
);
const condition = fc.constantFrom<AttributeCondition>(
  { attribute: 'region', oneOf: ['eu'] },
  { attribute: 'clearance', atLeast: 2 },
);
const acl = fc.record(
  {
    allow: fc.array(entry, { maxLength: 3 }),
    deny: fc.array(entry, { maxLength: 1 }),
    require: fc.array(condition, { maxLength: 1 }),
  },
  { requiredKeys: ['allow', 'deny'] },
);
const sentence = fc
  .array(fc.constantFrom(...names.words), { minLength: 1, maxLength: 30 })
  .map((list) => list.join(' '));
const person: fc.Arbitrary<Principal> = fc.record({
  kind: fc.constantFrom('user' as const, 'service' as const, 'anonymous' as const),
  tenant: fc.constantFrom(...names.tenants),
  subject: fc.constantFrom(...names.users),
  groups: fc.subarray([...names.groups]),
  attributes: fc.record({ region: fc.constantFrom('eu', 'us'), clearance: fc.constantFrom('1', '3') }),
});
const corpus = fc
  .array(
    fc.record({
      tenant: fc.constantFrom(...names.tenants),
      text: fc.array(sentence, { minLength: 1, maxLength: 4 }),
      acl,
    }),
    { maxLength: 10 },
  )
  .map((list) =>
    list.map(({ text, ...rest }, index) => ({
      ...rest,
      id: `d${String(index)}`,
      uri: 'memory:',
      mediaType: 'text/markdown',
      text: text.join('\n\n# '),
    })),
  );
const worlds: fc.Arbitrary<AccessWorld> = fc.record({
  documents: corpus,
  earlier: corpus,
  principals: fc.array(person, { minLength: 1, maxLength: 2 }),
  requests: fc.array(
    fc.record({
      query: sentence,
      limit: fc.integer({ min: 1, max: 5 }),
      mode: fc.constantFrom('lexical' as const, 'dense' as const, 'hybrid' as const),
      fuzzy: fc.boolean(),
      prefix: fc.boolean(),
      freshness: fc.constantFrom(undefined, { halfLifeDays: 10 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

it('answers as if hidden documents, and what documents once were, did not exist', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, fc.constantFrom('none', 'one', 'fitted'), async ({ earlier, ...world }, kind) => {
      // A fitted embedder keeps what it was fitted on: its world has no past.
      const [embedding, past] =
        kind === 'fitted'
          ? [createFittedFake(), undefined]
          : [kind === 'one' ? createFakeEmbeddingModel({ dimensions: 16 }) : undefined, earlier];
      expect(await findLeak(subject({}, embedding), { ...world, earlier: past })).toBeUndefined();
    }),
    { numRuns: process.env['AI_LONG'] === '1' ? 2_000 : 40 },
  );
}, 600_000);

const everything = (partition: Partition): ReadableSet =>
  readableSet(
    partition,
    decideAccess(partition, { kind: 'user', tenant: 't', subject: 's', groups: [] }, () => true),
  );

describe('the suite notices', () => {
  const mutants: readonly (readonly [string, IndexSeams])[] = [
    [
      'document frequency over all documents',
      { scopeOf: (set) => ({ ...readableScope(set), documentFrequency: everything(set.partition) }) },
    ],
    [
      'a global number of documents',
      { scopeOf: (set) => ({ ...readableScope(set), chunkCount: everything(set.partition) }) },
    ],
    [
      'a global average length',
      { scopeOf: (set) => ({ ...readableScope(set), averageLength: everything(set.partition) }) },
    ],
    [
      'access decided after ranking',
      {
        scopeOf: (set) => ({ ...readableScope(set), ranked: everything(set.partition) }),
        isReturned: (hit, set) => set.documents.includes(hit.document),
      },
    ],
    ['access not decided at all', { isAllowed: () => true }],
    ['a tenant that is ignored', { tenantOf: () => 'north' }],
    ['deny that is ignored', { isAllowed: ({ deny: _deny, ...rules }, principal) => isAllowed(rules, principal) }],
    [
      'conditions that are ignored',
      { isAllowed: ({ require: _require, ...rules }, principal) => isAllowed(rules, principal) },
    ],
    [
      'conditions of which one is enough',
      {
        isAllowed: ({ require = [], ...rules }, principal) =>
          isAllowed(rules, principal) &&
          (require.length === 0 || require.some((one) => isAllowed({ ...rules, require: [one] }, principal))),
      },
    ],
    [
      'an actor that is ignored',
      { isAllowed: (rules, { actor: _actor, ...principal }) => isAllowed(rules, principal) },
    ],
    [
      'empty that means everyone',
      { isAllowed: (rules, principal) => rules.allow.length === 0 || isAllowed(rules, principal) },
    ],
  ];
  it.each(mutants)('%s', async (_, seams) => {
    expect(await isNoticed(seams)).toBe(true);
  });

  it('an embedder that was fitted on what not everybody may read', async () => {
    expect(await isNoticed({ isShared: () => true }, createFittedFake)).toBe(true);
  });

  it('an embedder that serves those who may not read what it was fitted on', async () => {
    expect(await isNoticed({ isServed: () => true }, createFittedFake)).toBe(true);
  });
});
