// Peers are installed beside the benchmarks and have no part in the workspace, so their shapes stand here.
import { createRequire } from 'node:module';

/** What is indexed. */
export interface PeerDocument {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** Documents, best first. */
export type Ranking = readonly { readonly doc: string; readonly score: number }[];

interface LunrIndex {
  search(query: string): readonly { readonly ref: string; readonly score: number }[];
}
interface LunrBuilder {
  ref(field: string): void;
  field(name: string): void;
  add(document: PeerDocument): void;
}
type Lunr = (configure: (this: LunrBuilder) => void) => LunrIndex;
interface MiniSearchIndex {
  addAll(documents: readonly PeerDocument[]): void;
  search(query: string): readonly { readonly id: string; readonly score: number }[];
}
type MiniSearchClass = new (options: {
  readonly fields: readonly string[];
  readonly idField: string;
}) => MiniSearchIndex;

const require = createRequire(import.meta.url);

/** lunr with its default English pipeline. */
export function openLunr(documents: readonly PeerDocument[]): (query: string, limit: number) => Ranking {
  const lunr = require('lunr') as Lunr;
  const index = lunr(function () {
    this.ref('id');
    this.field('title');
    this.field('text');
    for (const document of documents) this.add(document);
  });
  return (query, limit) =>
    // Its query language gives these characters a meaning; a question has none.
    index
      .search(query.replace(/[:^~+*-]/g, ' '))
      .slice(0, limit)
      .map(({ ref, score }) => ({ doc: ref, score }));
}

/** MiniSearch with its defaults. */
export function openMiniSearch(documents: readonly PeerDocument[]): (query: string, limit: number) => Ranking {
  const loaded = require('minisearch') as MiniSearchClass & { readonly default?: MiniSearchClass };
  const index = new (loaded.default ?? loaded)({ fields: ['title', 'text'], idField: 'id' });
  index.addAll(documents);
  return (query, limit) =>
    index
      .search(query)
      .slice(0, limit)
      .map(({ id, score }) => ({ doc: id, score }));
}
