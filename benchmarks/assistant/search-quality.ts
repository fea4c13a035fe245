import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ndcgAt } from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { openEngines, readRows, type SearchDocument } from './searching.ts';

const depth = 10;
const ndcg = ndcgAt(depth);

/** nDCG@10 (graded, linear gain; Järvelin and Kekäläinen 2002) of the lexical search on every set of the data that has docs, queries and judgements. */
export async function measureSearchQuality(run: BenchmarkRun): Promise<readonly Figure[]> {
  const { dataDirectory } = run;
  if (dataDirectory === undefined) return [];
  const figures: Figure[] = [];
  for (const folder of setsBelow(dataDirectory)) {
    run.signal.throwIfAborted();
    run.progress(`quality: ${relative(dataDirectory, folder) || folder} ...`);
    const means = await scoreSet(folder, dataDirectory, run);
    const { ours = Number.NaN, ...peers } = means;
    const ratio = Object.fromEntries(
      Object.entries(peers).map(([name, mean]) => [
        name,
        { median: ours / mean, low: ours / mean, high: ours / mean, rounds: 1 },
      ]),
    );
    figures.push({
      name: `nDCG@${depth} ${relative(dataDirectory, folder) || '.'}`,
      ours,
      unit: '',
      peers,
      ratio,
      note: 'lexical search',
    });
  }
  if (figures.length === 0)
    run.progress(`${dataDirectory} holds no set with docs.jsonl, queries.jsonl and qrels.jsonl`);
  return figures;
}

async function scoreSet(folder: string, root: string, run: BenchmarkRun): Promise<Readonly<Record<string, number>>> {
  const documents = readRows(join(folder, 'docs.jsonl')).map(({ id, title = '', text }): SearchDocument => ({
    id: String(id),
    title,
    text,
  }));
  const judgements = readRows(join(folder, 'qrels.jsonl'));
  const engines = await openEngines(documents);
  const sums: Record<string, number> = {};
  let judged = 0;
  for (const [index, { id, text }] of readRows(join(folder, 'queries.jsonl')).entries()) {
    const relevant = new Map(
      judgements
        .filter(({ query, relevance }) => String(query) === String(id) && relevance > 0)
        .map(({ doc, relevance }) => [String(doc), relevance]),
    );
    if (relevant.size === 0) continue;
    judged++;
    for (const [system, search] of Object.entries(engines.search)) {
      const ranking = (await search(text, 4 * depth)).slice(0, depth);
      sums[system] =
        (sums[system] ?? 0) +
        ndcg(
          ranking.map(({ doc }) => doc),
          relevant,
        );
      run.predict({ file: relative(root, join(folder, 'queries.jsonl')), index, query: String(id), system, ranking });
    }
  }
  await engines[Symbol.asyncDispose]();
  return Object.fromEntries(Object.entries(sums).map(([system, sum]) => [system, sum / judged]));
}

function setsBelow(folder: string): readonly string[] {
  const parts = ['docs.jsonl', 'queries.jsonl', 'qrels.jsonl'];
  const folders = new Set([
    folder,
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.name === 'qrels.jsonl')
      .map((entry) => join(entry.parentPath, entry.name))
      .map(dirname),
  ]);
  return [...folders].filter((candidate) => parts.every((part) => existsSync(join(candidate, part)))).sort();
}
