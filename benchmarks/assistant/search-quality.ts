import { dirname } from 'node:path';
import { ndcgAt } from '../../packages/ai-retrieval/src/evaluation/evaluation.ts';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { irSets, type IrSet } from '../lexical/ir-set.ts';
import { openEngines } from './searching.ts';

const depth = 10;
const ndcg = ndcgAt(depth);

/** nDCG@10 (graded, linear gain; Järvelin and Kekäläinen 2002) of the lexical search on every set of the data that has docs, queries and judgements. */
export async function measureSearchQuality(run: BenchmarkRun): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const set of irSets(run)) {
    run.signal.throwIfAborted();
    const name = dirname(set.file);
    run.progress(`quality: ${name} ...`);
    const means = await scoreSet(set, run);
    const { ours = Number.NaN, ...peers } = means;
    const ratio = Object.fromEntries(
      Object.entries(peers).map(([name, mean]) => [
        name,
        { median: ours / mean, low: ours / mean, high: ours / mean, rounds: 1 },
      ]),
    );
    figures.push({
      name: `nDCG@${depth} ${name}`,
      ours,
      unit: '',
      peers,
      ratio,
      note: 'lexical search',
    });
  }
  return figures;
}

async function scoreSet(set: IrSet, run: BenchmarkRun): Promise<Readonly<Record<string, number>>> {
  const engines = await openEngines(set.documents);
  const sums: Record<string, number> = {};
  for (const { id, text, index } of set.queries) {
    for (const [system, search] of Object.entries(engines.search)) {
      const ranking = (await search(text, 4 * depth)).slice(0, depth);
      const documents = ranking.map(({ doc }) => doc);
      sums[system] = (sums[system] ?? 0) + ndcg(documents, set.judgements.get(id) ?? new Map());
      run.predict({ file: set.file, index, query: id, system, ranking });
    }
  }
  await engines[Symbol.asyncDispose]();
  return Object.fromEntries(Object.entries(sums).map(([system, sum]) => [system, sum / set.queries.length]));
}
