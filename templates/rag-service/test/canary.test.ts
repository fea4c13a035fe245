import { afterEach, beforeEach, expect, it } from 'vitest';
import { findCanaryFaults } from '../eval/find-canary-faults.ts';
import type { ServiceParts } from '../src/service.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { run, type Running } from './support/running.ts';

const cases = [
  { id: 'returns', question: 'Within how many days can a lamp be returned?', facts: ['45 days'] },
  { id: 'unknown', question: 'Where can visitors park their bicycles?', facts: [] },
];
let issuer: Issuer;
let running: Running | undefined;

beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await issuer.close();
});

async function faults(parts: ServiceParts = {}, changed: readonly (typeof cases)[number][] = cases): Promise<unknown> {
  running = await run(issuer, { parts });
  return findCanaryFaults({ url: running.url, token: await issuer.token(), cases: changed, timeoutMs: 5_000 });
}

it('finds nothing in a release that works', async () => {
  expect(await faults()).toEqual([]);
});

it('finds a sign-in that lets everybody in', async () => {
  const principal = { kind: 'user', tenant: 'lumen', subject: 'guest', groups: [] } as const;
  const found = await faults({ signIn: (own) => ({ ...own, resolve: () => Promise.resolve(principal) }) });
  expect(found).toEqual(['a request without a token is not refused with 401']);
});

it('finds an index without its documents, and a wrong answer', async () => {
  const nothing = {
    search: () => Promise.reject(new Error('gone')),
    readDocument: () => Promise.reject(new Error('gone')),
  };
  const found = await faults({ index: (own) => ({ ...own, index: nothing, check: () => nothing.search() }) });
  expect(found).toEqual(['not ready: 503', 'returns: status 500', 'unknown: status 500']);
  await running?.close();
  expect(await faults({}, [{ id: 'wrong', question: cases[0]?.question ?? '', facts: ['46 days'] }])).toEqual([
    'wrong: 1 of 1 facts are missing',
  ]);
});

it('finds answers that break off', async () => {
  const found = await faults({
    assistant: (own) => ({
      async *ask(question, context) {
        for await (const event of own.ask(question, context)) if (event.type !== 'finish') yield event;
      },
    }),
  });
  expect(found).toContain('returns: the answer has no end');
});

it('finds nobody there', async () => {
  const found = await findCanaryFaults({ url: 'http://127.0.0.1:1', token: 'x', cases: [], timeoutMs: 5_000 });
  expect(found).toContain('not ready: no connection');
});
