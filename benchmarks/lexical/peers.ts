// Peers are installed beside the benchmarks and have no part in the workspace, so their shapes stand here.
import { createRequire } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { openLunr, openMiniSearch, type PeerDocument, type Ranking } from '../assistant/search-peers.ts';

/** Ranks documents; ids and scores, best first. */
export type Search = (query: string, limit: number) => Ranking | Promise<Ranking>;

const require = createRequire(import.meta.url);

/** The peers over the same documents, each with title and text and its own stemming for English. */
export async function openPeers(documents: readonly PeerDocument[]): Promise<Readonly<Record<string, Search>>> {
  return {
    lunr: openLunr(documents),
    minisearch: openMiniSearch(documents),
    wink: openWink(documents),
    fts5: openFts5(documents),
    orama: await openOrama(documents),
  };
}

interface WinkIndex {
  defineConfig(config: object): void;
  definePrepTasks(tasks: readonly unknown[]): void;
  addDoc(document: object, id: string): void;
  consolidate(): void;
  search(query: string, limit: number): readonly (readonly [string, number])[];
}
interface WinkUtils {
  readonly string: Readonly<Record<string, unknown>>;
  readonly tokens: Readonly<Record<string, unknown>>;
}

/** wink-bm25-text-search with the preparation of its own example: lower case, tokens, stop words, stems. */
function openWink(documents: readonly PeerDocument[]): Search {
  const create = require('wink-bm25-text-search') as () => WinkIndex;
  const utils = require('wink-nlp-utils') as WinkUtils;
  const index = create();
  index.defineConfig({ fldWeights: { title: 1, text: 1 } });
  index.definePrepTasks([
    utils.string['lowerCase'],
    utils.string['tokenize0'],
    utils.tokens['removeWords'],
    utils.tokens['stem'],
  ]);
  for (const { id, title, text } of documents) index.addDoc({ title: title === '' ? ' ' : title, text }, id);
  index.consolidate();
  return (query, limit) => index.search(query, limit).map(([doc, score]) => ({ doc, score }));
}

/** SQLite's FTS5 with Porter's stemmer; the words of the query joined by OR, ranked by its bm25. */
function openFts5(documents: readonly PeerDocument[]): Search {
  const database = new DatabaseSync(':memory:');
  database.exec("create virtual table docs using fts5(id unindexed, title, text, tokenize = 'porter unicode61')");
  const insert = database.prepare('insert into docs (id, title, text) values (?, ?, ?)');
  database.exec('begin');
  for (const { id, title, text } of documents) insert.run(id, title, text);
  database.exec('commit');
  const select = database.prepare('select id, bm25(docs) as score from docs where docs match ? order by score limit ?');
  return (query, limit) => {
    const words = query.match(/[\p{L}\p{N}]+/gu) ?? [];
    if (words.length === 0) return [];
    const rows = select.all(words.map((word) => `"${word}"`).join(' OR '), limit);
    return rows.map(({ id, score }) => ({ doc: String(id), score: -Number(score) }));
  };
}

interface Orama {
  create(options: object): Promise<object>;
  insertMultiple(index: object, documents: readonly object[]): Promise<unknown>;
  search(
    index: object,
    options: object,
  ): Promise<{ readonly hits: readonly { readonly id: string; readonly score: number }[] }>;
}

/** Orama with its English stemmer, any of the words. */
async function openOrama(documents: readonly PeerDocument[]): Promise<Search> {
  const orama = (await import(require.resolve('@orama/orama'))) as Orama;
  const index = await orama.create({
    schema: { title: 'string', text: 'string' },
    components: { tokenizer: { stemming: true, language: 'english' } },
  });
  await orama.insertMultiple(index, documents);
  return async (query, limit) => {
    const { hits } = await orama.search(index, { term: query, limit, threshold: 1 });
    return hits.map(({ id, score }) => ({ doc: id, score }));
  };
}
