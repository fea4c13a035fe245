import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '../../packages/ai-core/src/index.ts';
import type { SourceDocument } from '../../packages/ai-core/src/index.ts';
import { openFolderIndex, type FolderIndex } from '../../packages/ai-retrieval/src/index.ts';
import { openLunr, openMiniSearch, type PeerDocument, type Ranking } from './search-peers.ts';

/** Ours and the peers over the same documents. */
export interface Engines extends AsyncDisposable {
  readonly search: Readonly<Record<string, (query: string, limit: number) => Promise<Ranking>>>;
}

const context = createContext({ principal: { kind: 'user', tenant: 'bench', subject: 'reader', groups: [] } });

/** Indexes documents with our lexical search (with its access lists, as always) and with the peers in their recommended settings. */
export async function openEngines(documents: readonly PeerDocument[]): Promise<Engines> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-search-'));
  const index = await openFolderIndex({ directory });
  await index.ingest(asSources(documents), { context });
  const [lunr, miniSearch] = [openLunr(documents), openMiniSearch(documents)];
  return {
    search: {
      ours: (query, limit) => searchOurs(index, query, limit),
      lunr: (query, limit) => Promise.resolve(lunr(query, limit)),
      minisearch: (query, limit) => Promise.resolve(miniSearch(query, limit)),
    },
    async [Symbol.asyncDispose]() {
      await index.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function searchOurs(index: FolderIndex, query: string, limit: number): Promise<Ranking> {
  const { passages } = await index.search({ query, limit, mode: 'lexical' }, context);
  // A document ranks where its best passage does.
  const best = new Map<string, number>();
  for (const { document, score } of passages) if (!best.has(document)) best.set(document, score);
  return [...best].map(([doc, score]) => ({ doc, score }));
}

async function* asSources(documents: readonly PeerDocument[]): AsyncGenerator<SourceDocument> {
  for (const { id, title, text } of documents) {
    await Promise.resolve();
    yield {
      id,
      tenant: 'bench',
      uri: id,
      mediaType: 'text/plain',
      text: `${title}\n\n${text}`,
      title,
      acl: { allow: ['tenant'] },
    };
  }
}
