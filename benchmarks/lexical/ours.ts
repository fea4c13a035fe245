import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '../../packages/ai-core/src/index.ts';
import {
  openFolderIndex,
  type FolderIndex,
  type FolderIndexOptions,
  type SearchMode,
} from '../../packages/ai-retrieval/src/index.ts';
import type { Ranking } from '../assistant/search-peers.ts';
import { sourcesOf, type IrSet } from './ir-set.ts';

/** A query as our index answers it. */
export interface Answer {
  readonly ranking: Ranking;
  /** All of the search but reading the passages' texts: the peers return ids alone. */
  readonly milliseconds: number;
  /** Of these, finding and scoring; the rest is looking for a newer generation on disk, and the call itself. */
  readonly rankMilliseconds: number;
}

/** Our index over a set. */
export interface OurIndex extends AsyncDisposable {
  readonly index: FolderIndex;
  search(query: string, limit: number, mode?: SearchMode): Promise<Answer>;
}

const context = createContext({ principal: { kind: 'user', tenant: 'bench', subject: 'reader', groups: [] } });
const ingester = createContext({ principal: { kind: 'service', tenant: 'bench', subject: 'ingest', groups: [] } });

/** Takes a set into an index of its own, once for each way of opening it. */
export async function openOurs<Name extends string>(
  set: IrSet,
  ways: Readonly<Record<Name, Omit<FolderIndexOptions, 'directory'>>>,
): Promise<Readonly<Record<Name, OurIndex>> & AsyncDisposable> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-lexical-'));
  const all = Object.entries(ways) as [Name, Omit<FolderIndexOptions, 'directory'>][];
  const opened: FolderIndex[] = [];
  const entries: [Name, OurIndex][] = [];
  for (const [name, options] of all) {
    const index = await openFolderIndex({ ...options, directory });
    if (opened.length === 0) await index.ingest(sourcesOf(set), { context: ingester });
    opened.push(index);
    entries.push([
      name,
      { index, search: (...request) => ask(index, ...request), [Symbol.asyncDispose]: () => index.close() },
    ]);
  }
  const dispose = async (): Promise<void> => {
    for (const index of opened) await index.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { ...(Object.fromEntries(entries) as Record<Name, OurIndex>), [Symbol.asyncDispose]: dispose };
}

async function ask(index: FolderIndex, query: string, limit: number, mode: SearchMode = 'lexical'): Promise<Answer> {
  const started = performance.now();
  const { passages, plan } = await index.search({ query, limit, mode }, context);
  const milliseconds = performance.now() - started - plan.timings.readMs;
  // A document ranks where its best passage does.
  const best = new Map<string, number>();
  for (const { document, score } of passages) if (!best.has(document)) best.set(document, score);
  return {
    ranking: Array.from(best, ([doc, score]) => ({ doc, score })),
    milliseconds,
    rankMilliseconds: plan.timings.rankMs,
  };
}
