import { createContext, type Principal, type SourceDocument } from '@org/ai-core';
import type { RetrievalIndex } from '../index/retrieval-index.ts';
import type { SearchResponse } from '../search/search-types.ts';
import type { RetrievalSubject } from './contract-case.ts';
import { mayRead, writerOf, type AccessWorld } from './world.ts';

/** Makes documents the content of their tenants, each tenant by a writer of its own. */
export async function fill(index: RetrievalIndex, documents: readonly SourceDocument[]): Promise<void> {
  for (const tenant of new Set(documents.map((document) => document.tenant))) {
    const own = documents.filter((document) => document.tenant === tenant);
    await index.ingest(streamOf(own), { context: writerOf(tenant), deleteMissing: true });
  }
}

/** Documents as a stream. */
export async function* streamOf(documents: readonly SourceDocument[]): AsyncGenerator<SourceDocument> {
  await Promise.resolve();
  yield* documents;
}

/** Everything a response says but how long it took. */
export function withoutTimings(response: SearchResponse): unknown {
  const { timings: _timings, ...plan } = response.plan;
  return { passages: response.passages, plan };
}

/**
 * Compares, for every principal of a world, the whole responses of an index that holds all documents with one that holds only what that principal may read.
 * Returns what differs, or undefined: then nothing hidden had any influence.
 */
export async function findLeak(subject: RetrievalSubject, world: AccessWorld): Promise<string | undefined> {
  const whole = await subject.open();
  await fill(whole, world.earlier ?? []);
  // Also tenants that hold nothing any more.
  for (const tenant of new Set(world.earlier?.map((document) => document.tenant))) {
    const own = world.documents.filter((document) => document.tenant === tenant);
    await whole.ingest(streamOf(own), { context: writerOf(tenant), deleteMissing: true });
  }
  await fill(whole, world.documents);
  try {
    for (const principal of world.principals) {
      const readable = world.documents.filter(
        (each) => each.tenant === principal.tenant && mayRead(each.acl, principal),
      );
      const reduced = await subject.open();
      await fill(reduced, readable);
      try {
        const leak = await compare(whole, reduced, world, principal, readable);
        if (leak !== undefined) return leak;
      } finally {
        await reduced.close();
      }
    }
    return undefined;
  } finally {
    await whole.close();
  }
}

async function compare(
  whole: RetrievalIndex,
  reduced: RetrievalIndex,
  world: AccessWorld,
  principal: Principal,
  readable: readonly SourceDocument[],
): Promise<string | undefined> {
  const context = createContext({ principal });
  const who = JSON.stringify(principal);
  const ids = readable.map((document) => document.id).sort();
  const listed = (await whole.listDocuments(context)).map((document) => document.id);
  if (JSON.stringify(listed) !== JSON.stringify(ids))
    return `${who} is listed ${listed.join()} and may read ${ids.join()}`;
  for (const document of world.documents) {
    const found = await whole.readDocument(document.id, context);
    const expected = readable.find((each) => each.id === document.id);
    if (found?.text !== expected?.text) return `${who} reading ${document.id}: not what the access rules say`;
  }
  for (const request of world.requests) {
    const [seen, alone] = [await whole.search(request, context), await reduced.search(request, context)];
    const leaked = seen.passages.find((passage) => !ids.includes(passage.document));
    if (leaked !== undefined) return `${who} was given a passage of ${leaked.document}`;
    if (JSON.stringify(withoutTimings(seen)) !== JSON.stringify(withoutTimings(alone))) {
      return `${who} asking ${JSON.stringify(request)}: hidden documents change the response`;
    }
  }
  return undefined;
}
