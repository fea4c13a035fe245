import { createContext, type CallContext, type SourceDocument } from '@org/ai-core';
import type { FolderIndex } from '../src/index.ts';
import { streamOf, withoutTimings } from '../src/testing/leakage.ts';

/** Versions of a corpus that are ingested one after another: documents appear, change, move, change hands and go. */
export function corpusOf(version: number, size: number): readonly SourceDocument[] {
  const documents: SourceDocument[] = [];
  for (let number = 0; number < size; number++) {
    const isGone = (number + version) % 7 === 0;
    if (isGone) continue;
    const edition = (number + version) % 3 === 0 ? version : 0;
    const folder = (number + version) % 5 === 0 ? 'moved' : 'docs';
    documents.push({
      id: `${folder}/${String(number)}.md`,
      tenant: 't',
      uri: `file:///${folder}/${String(number)}.md`,
      mediaType: 'text/markdown',
      text: `# Depot ${String(number)}\n\nDepot ${String(number)} opens at six. Edition ${String(edition)} counts.\n\n${'Parcels wait on pallets. '.repeat(number % 9)}`,
      acl: { allow: (number + version) % 4 === 0 ? ['group:staff'] : ['tenant'] },
      metadata: { trust: 'trusted' },
    });
  }
  return documents;
}

/** Documents of the corpus that a killed process ingests. */
export const crashSize = 60;

/** Who ingests the corpus. */
export const writer: CallContext = createContext({
  principal: { kind: 'service', tenant: 't', subject: 'ingest', groups: [] },
});

const readerIn = (groups: readonly string[]): CallContext =>
  createContext({ principal: { kind: 'user', tenant: 't', subject: 'u', groups } });

/** Who looks at the corpus: somebody of the tenant, and somebody of the staff. */
export const readers: readonly [CallContext, CallContext] = [readerIn([]), readerIn(['staff'])];

/** Everything that two kinds of users can see of the index, as one string: equal states give equal strings, however they came about. */
export async function visibleState(index: FolderIndex): Promise<string> {
  const seen: unknown[] = [];
  for (const context of readers) {
    for (const { id } of await index.listDocuments(context)) seen.push(await index.readDocument(id, context));
    for (const query of ['depot opens', 'edition 2 counts', 'parcels pallets']) {
      seen.push(withoutTimings(await index.search({ query, limit: 50 }, context)));
    }
  }
  return JSON.stringify(seen);
}

/** Ingests a version as the whole corpus. */
export function ingestVersion(index: FolderIndex, version: number, size: number): ReturnType<FolderIndex['ingest']> {
  return index.ingest(streamOf(corpusOf(version, size)), { context: writer, deleteMissing: true });
}
