import { isAllowed, type EmbeddingModel } from '@org/ai-core';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import type { PostgresSeams } from '../src/pgvector/postgres-index.ts';
import { accessContract } from '../src/testing/access-contract.ts';
import { fuzzAccess } from '../src/testing/access-fuzz.ts';
import type { RetrievalSubject } from '../src/testing/contract-case.ts';
import { usePostgres } from './postgres-suite.ts';

const { open } = usePostgres();

const subject = (embedding?: () => EmbeddingModel, seams: PostgresSeams = {}): RetrievalSubject => ({
  open: () => open({ embedding: embedding?.() }, seams),
});

const ways = [
  ['lexical', undefined],
  ['with an embedder', () => createFakeEmbeddingModel({ dimensions: 16 })],
] as const;

describe.each(ways)('the index in PostgreSQL, %s', (_, embedding) => {
  it.each(accessContract)('$name', async ({ run }) => {
    await run(subject(embedding));
  });
});

describe('the suite notices', () => {
  const mutants: readonly (readonly [string, PostgresSeams])[] = [
    ['deny that is ignored', { isAllowed: ({ deny: _deny, ...rules }, principal) => isAllowed(rules, principal) }],
    ['access not decided at all', { isAllowed: () => true }],
    ['empty that means everyone', { isAllowed: (rules, who) => rules.allow.length === 0 || isAllowed(rules, who) }],
    ['a tenant that is ignored', { tenantOf: () => 'north' }],
    [
      'access lists that are read once',
      {
        states: (states) => {
          const kept = new Map<string, ReturnType<typeof states.read>>();
          return {
            read(db, tenant) {
              const known = kept.get(tenant) ?? states.read(db, tenant);
              void known.then((state) => state !== undefined && kept.set(tenant, known));
              return known;
            },
          };
        },
      },
    ],
  ];
  it.each(mutants)('%s', async (_, seams) => {
    let isNoticed = false;
    for (const { run } of accessContract) {
      isNoticed = await run(subject(undefined, seams)).then(
        () => false,
        () => true,
      );
      if (isNoticed) break;
    }
    expect(isNoticed).toBe(true);
  });
});

it('shows no leak and no miss while rights change at random', async () => {
  const isLong = process.env['AI_LONG'] === '1';
  const report = await fuzzAccess(subject(), {
    seed: 7,
    checks: isLong ? 20_000 : 2_000,
    tenants: 10,
    documents: 200,
    groups: 40,
  });
  expect(report.faults).toEqual([]);
  expect(report.leaks + report.misses).toBe(0);
}, 600_000);
