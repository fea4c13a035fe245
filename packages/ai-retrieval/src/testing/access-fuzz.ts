import { createContext, type Acl, type Principal, type SourceDocument } from '@org/ai-core';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import type { RetrievalSubject } from './contract-case.ts';
import { streamOf } from './leakage.ts';
import { createFuzzPlan, type FuzzPlan, type FuzzOperation } from './fuzz-plan.ts';
import { mayRead, writerOf } from './world.ts';

/** How long and how large. */
export interface FuzzOptions {
  readonly seed: number;
  /** Decisions to compare before it ends: one is whether one principal sees one document. */
  readonly checks: number;
  /** @defaultValue 50 */
  readonly tenants?: number | undefined;
  /** Over all tenants, at the beginning. @defaultValue 5,000 */
  readonly documents?: number | undefined;
  /** @defaultValue 200 */
  readonly groups?: number | undefined;
  /** End at the first fault. @defaultValue false */
  readonly stopsAtFirst?: boolean | undefined;
  readonly onProgress?: ((checks: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a fuzzing run saw. */
export interface FuzzReport {
  readonly checks: number;
  /** Documents that were seen by somebody who may not. */
  readonly leaks: number;
  /** Documents that were not seen by somebody who may. */
  readonly misses: number;
  readonly operations: Readonly<Record<FuzzOperation, number>>;
  /** Searches that ran while their tenant was being written. */
  readonly concurrentSearches: number;
  /** The first faults, for whoever has to find them. */
  readonly faults: readonly string[];
}

/**
 * Changes documents, rights and memberships at random, and after each change compares what principals are listed, find and read with a plain evaluation of the access rules over a plain list of the documents.
 * A search that runs beside a change must show what was readable before it or after it, and nothing else. The same seed gives the same run.
 */
export async function fuzzAccess(subject: RetrievalSubject, options: FuzzOptions): Promise<FuzzReport> {
  const { checks: wanted, stopsAtFirst = false, onProgress, signal } = options;
  const plan = createFuzzPlan(options);
  const index = await subject.open();
  const tally = { checks: 0, leaks: 0, misses: 0, concurrentSearches: 0, faults: [] as string[] };
  const compare = (who: Principal, what: string, isSeen: boolean, ...expected: readonly boolean[]): void => {
    tally.checks++;
    if (expected.includes(isSeen)) return;
    tally[isSeen ? 'leaks' : 'misses']++;
    if (tally.faults.length < 10)
      tally.faults.push(`${isSeen ? 'leak' : 'miss'} of ${what} for ${JSON.stringify(who)}`);
  };
  try {
    for (const tenant of plan.tenants) {
      const documents = [...plan.documentsOf(tenant).values()];
      await index.ingest(streamOf(documents), { context: writerOf(tenant) });
    }
    while (tally.checks < wanted && !(stopsAtFirst && tally.faults.length > 0)) {
      signal?.throwIfAborted();
      await step(index, plan, tally, compare);
      onProgress?.(tally.checks);
    }
  } finally {
    await index.close();
  }
  return { ...tally, operations: plan.operations };
}

type Compare = (who: Principal, what: string, isSeen: boolean, ...expected: readonly boolean[]) => void;

async function step(
  index: RetrievalIndex,
  plan: FuzzPlan,
  tally: { concurrentSearches: number },
  compare: Compare,
): Promise<void> {
  const { tenant, before, target } = plan.next();
  const after = plan.documentsOf(tenant);
  const beside = plan.principal(tenant);
  const writing = index.ingest(streamOf([...after.values()]), { context: writerOf(tenant), deleteMissing: true });
  const during = index.search({ query: target.word, limit: 100 }, createContext({ principal: beside }));
  const [, seenBeside] = await Promise.all([writing, during]);
  tally.concurrentSearches++;
  const ids = new Set(seenBeside.passages.map(({ document }) => document));
  for (const id of new Set([...ids, target.id, target.formerId])) {
    const state = (documents: ReadonlyMap<string, SourceDocument>): boolean =>
      isFound(documents.get(id), target.word, beside);
    compare(beside, `${tenant}/${id} beside a change`, ids.has(id), state(before), state(after));
  }
  await look(index, plan, plan.principal(tenant), tenant, target, compare);
  // Somebody of another tenant, where the same ids and words are in use.
  const other = plan.tenantOtherThan(tenant);
  await look(index, plan, plan.principal(other), other, target, compare);
}

async function look(
  index: RetrievalIndex,
  plan: FuzzPlan,
  principal: Principal,
  tenant: string,
  target: { readonly id: string; readonly formerId: string; readonly word: string },
  compare: Compare,
): Promise<void> {
  const context = createContext({ principal });
  const documents = plan.documentsOf(tenant);
  const listed = new Set((await index.listDocuments(context)).map(({ id }) => id));
  for (const id of new Set([...documents.keys(), ...listed])) {
    compare(principal, `${tenant}/${id} in the list`, listed.has(id), mayReadOne(documents.get(id), principal));
  }
  const { passages } = await index.search({ query: target.word, limit: 100 }, context);
  const found = new Set(passages.map(({ document }) => document));
  for (const id of new Set([...found, target.id, target.formerId])) {
    compare(principal, `${tenant}/${id} by search`, found.has(id), isFound(documents.get(id), target.word, principal));
  }
  for (const id of new Set([target.id, target.formerId])) {
    const document = documents.get(id);
    const read = await index.readDocument(id, context);
    compare(principal, `${tenant}/${id} by reading`, read !== undefined, mayReadOne(document, principal));
    if (read !== undefined && document !== undefined)
      compare(principal, `another text of ${tenant}/${id}`, read.text !== document.text, false);
  }
}

function mayReadOne(document: { readonly acl: Acl } | undefined, principal: Principal): boolean {
  return document !== undefined && mayRead(document.acl, principal);
}

function isFound(document: SourceDocument | undefined, word: string, principal: Principal): boolean {
  return document?.text.includes(word) === true && mayReadOne(document, principal);
}
