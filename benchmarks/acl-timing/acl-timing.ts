import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, isAllowed, type SourceDocument } from '../../packages/ai-core/src/index.ts';
import { openFolderIndexWith, type FolderIndex } from '../../packages/ai-retrieval/src/index/folder-index.ts';
import type { IndexSeams } from '../../packages/ai-retrieval/src/index/index-seams.ts';
import { createRandom, normalCdf, type Random } from '../../packages/ai-stats/src/index.ts';
import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { median } from '../harness/rounds.ts';

/** Whether the time of a search tells how much of a tenant is hidden from whoever asks. */
export const aclTimingBenchmark: Benchmark = {
  name: 'acl-timing',
  summary: 'Time of a search while what is hidden varies: a two-sample test, and the same test on a planted fault',
  peers: [],
  measures: ['benchmarks/acl-timing', 'packages/ai-retrieval/src/search', 'packages/ai-retrieval/src/access'],
  run: measure,
};

const readableDocuments = 300;
const words = Array.from({ length: 400 }, (_, index) => `word${String(index)}`);
const reader = createContext({ principal: { kind: 'user', tenant: 'bench', subject: 'reader', groups: ['staff'] } });
const ingester = createContext({ principal: { kind: 'service', tenant: 'bench', subject: 'ingest', groups: [] } });

async function measure(run: BenchmarkRun): Promise<readonly Figure[]> {
  const hidden = run.isQuick ? 600 : 6_000;
  const count = run.isQuick ? 1_000 : 10_000;
  const figures: Figure[] = [];
  const cases: readonly (readonly [string, string, IndexSeams, number, boolean])[] = [
    ['ours', 'hidden', {}, 0, false],
    ['ours on a grid of 1 ms', 'grid', {}, 1, false],
    // What most engines do: rank everything, then drop what may not be read.
    ['planted fault: filtering after ranking', 'planted', afterRanking, 0, true],
  ];
  for (const [name, metric, seams, answerGridMs, isFault] of cases) {
    run.progress(`${name}: ${String(count)} searches beside 0 and beside ${String(hidden)} hidden documents ...`);
    const { alone, beside } = await timings(hidden, count, seams, answerGridMs, run);
    const { pValue, share } = mannWhitney(alone, beside);
    const figure = (title: string, key: string, ours: number, unit: string, target?: Figure['target']): Figure => ({
      name: `${name}: ${title}`,
      metric: `${metric}.${key}`,
      ours,
      unit,
      ...(target && { target }),
      peers: {},
      ratio: {},
    });
    figures.push(
      figure('p of the two-sample test', 'p', pValue, '', {
        limit: isFault ? 0.001 : 0.05,
        better: isFault ? 'lower' : 'higher',
      }),
      figure('chance that a search beside hidden documents is the slower one', 'share', share, ''),
      figure('a search beside none', 'aloneMs', median(alone), 'ms'),
      figure('a search beside hidden documents', 'besideMs', median(beside), 'ms'),
    );
  }
  return figures;
}

const afterRanking: IndexSeams = {
  isAllowed: () => true,
  isReturned: ({ document }) => isAllowed(document.acl, reader.principal),
};

async function timings(
  hidden: number,
  count: number,
  seams: IndexSeams,
  answerGridMs: number,
  run: BenchmarkRun,
): Promise<{ readonly alone: readonly number[]; readonly beside: readonly number[] }> {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'bench-acl-timing-')));
  const open = async (directory: string, hiddenDocuments: number): Promise<FolderIndex> => {
    const index = await openFolderIndexWith({ directory, answerGridMs }, seams);
    await index.ingest(corpus(hiddenDocuments), { context: ingester });
    await index.compact(ingester);
    return index;
  };
  const [alone, beside] = [await open(folders[0] ?? '', 0), await open(folders[1] ?? '', hidden)];
  const random = createRandom(29);
  const times = { alone: [] as number[], beside: [] as number[] };
  const ask = async (index: FolderIndex, query: string, into: number[] | undefined): Promise<void> => {
    const started = performance.now();
    await index.search({ query, limit: 10 }, reader);
    into?.push(performance.now() - started);
  };
  try {
    for (let at = -200; at < count; at++) {
      run.signal.throwIfAborted();
      const query = Array.from({ length: 3 }, () => pick(random)).join(' ');
      const pair: readonly (readonly [FolderIndex, number[]])[] = [
        [alone, times.alone],
        [beside, times.beside],
      ];
      // Which comes first is thrown for each pair, so that the order cannot explain anything.
      for (const [index, into] of random.next() < 0.5 ? pair : [...pair].reverse())
        await ask(index, query, at < 0 ? undefined : into);
    }
  } finally {
    for (const index of [alone, beside]) await index.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
  return times;
}

/** The readable documents are the same in both; the hidden ones use the same words. */
async function* corpus(hidden: number): AsyncGenerator<SourceDocument> {
  const random = createRandom(17);
  for (let at = 0; at < readableDocuments + hidden; at++) {
    await Promise.resolve();
    yield {
      id: `d${String(at)}`,
      tenant: 'bench',
      uri: 'memory:',
      mediaType: 'text/plain',
      text: Array.from({ length: 60 }, () => pick(random)).join(' '),
      acl: { allow: [at < readableDocuments ? 'group:staff' : `group:board${String(at % 20)}`] },
    };
  }
}

function pick(random: Random): string {
  return words[Math.floor(random.next() ** 2 * words.length)] ?? '';
}

/** The two-sided test of Mann and Whitney (1947), by its normal approximation; `share` is the chance that a value of the second sample is the larger one. */
function mannWhitney(
  first: readonly number[],
  second: readonly number[],
): { readonly pValue: number; readonly share: number } {
  const all = [...first.map((value) => ({ value, of: 0 })), ...second.map((value) => ({ value, of: 1 }))];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let at = 0; at < all.length;) {
    let end = at;
    while (end < all.length && all[end]?.value === all[at]?.value) end++;
    for (let tied = at; tied < end; tied++) if (all[tied]?.of === 1) ranks += (at + end + 1) / 2;
    at = end;
  }
  const [n, m] = [first.length, second.length];
  const wins = ranks - (m * (m + 1)) / 2;
  const z = (wins - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { pValue: 2 * (1 - normalCdf(Math.abs(z))), share: wins / (n * m) };
}
