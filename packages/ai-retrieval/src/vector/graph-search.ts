import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import type { CreateVectorGraph, VectorGraph } from './graph.ts';

/** How many rows a graph is asked for, what share of the true best that found, and how long it took. */
export interface GraphWidth {
  readonly fetched: number;
  readonly recall: number;
  readonly searchMs: number;
}

/** A graph with what is known of its recall. */
export interface MeasuredGraph {
  readonly graph: VectorGraph;
  /** Rows that it holds. */
  readonly rows: number;
  readonly widths: readonly GraphWidth[];
  /** Graphs lose queries that are far from everything. Where the tenth hit scores below this, what was measured does not hold, and the rows are scanned. */
  readonly leastScore: number;
}

/** What a graph is built from. */
export interface GraphSource {
  readonly dimensions: number;
  readonly rows: number;
  /** Unit-length vectors of rows `from` to before `to`. */
  readonly floats: (from: number, to: number) => Float32Array;
  /** The true best rows of a query. */
  readonly exact: (
    query: Float32Array,
    k: number,
  ) => Promise<{ readonly rows: readonly number[]; readonly scores: readonly number[] }>;
}

/** Rows per step: between two the event loop runs and the signal is looked at. */
const step = 256;
const samples = 200;
const sampleHits = 10;
/** Samples whose tenth score is taken for far already. */
const farShare = 0.1;
const widths = [16, 32, 64, 128, 256, 512];

/** Builds a graph over all rows and measures, with mixtures of stored vectors as queries, how wide it must search. */
export async function buildGraph(
  create: CreateVectorGraph,
  source: GraphSource,
  signal: AbortSignal | undefined,
): Promise<MeasuredGraph> {
  const { dimensions, rows } = source;
  const graph = create(dimensions);
  for (let row = 0; row < rows; row += step) {
    throwIfAborted(signal);
    graph.add(source.floats(row, Math.min(rows, row + step)));
    await new Promise((resolve) => void setImmediate(resolve));
  }
  const queries = Array.from({ length: samples }, (_, sample) => {
    const at = (share: number): Float32Array => {
      const row = Math.floor((((sample + share) * 0.6180339887498949) % 1) * rows);
      return source.floats(row, row + 1);
    };
    const other = at(0.5);
    // Mostly one vector, so that the query has near neighbours.
    return at(0).map((value, index) => value + 0.5 * (other[index] ?? 0));
  });
  const truth: (readonly number[])[] = [];
  const weakest: number[] = [];
  for (const query of queries) {
    throwIfAborted(signal);
    const { rows: best, scores } = await source.exact(query, sampleHits);
    truth.push(best);
    weakest.push(scores.at(-1) ?? 1);
  }
  const measured = widths.map((fetched) => measureWidth(graph, fetched, queries, truth));
  weakest.sort((a, b) => a - b);
  return { graph, rows, widths: measured, leastScore: weakest[Math.floor(samples * farShare)] ?? 1 };
}

function measureWidth(
  graph: VectorGraph,
  fetched: number,
  queries: readonly Float32Array[],
  truth: readonly (readonly number[])[],
): GraphWidth {
  const startedMs = performance.now();
  const answers = queries.map((query) => graph.search(query, fetched));
  const searchMs = (performance.now() - startedMs) / queries.length;
  let found = 0;
  let wanted = 0;
  for (const [number, answer] of answers.entries()) {
    const rows = new Set(Array.from(answer, Number));
    const best = truth[number] ?? [];
    wanted += best.length;
    for (const row of best) if (rows.has(row)) found++;
  }
  return { fetched, recall: found / Math.max(1, wanted), searchMs };
}

/** Whether an answer is like those that the recall was measured on. */
export function isNear({ leastScore }: MeasuredGraph, scores: readonly number[]): boolean {
  return (scores[sampleHits - 1] ?? -1) >= leastScore;
}

/** Hits that {@link isNear} must see. */
export const fewestGraphHits: number = sampleHits;

/** The narrowest search that was measured to keep the recall, with room for what the samples may hide; undefined when none does. */
export function widthFor({ widths: measured }: MeasuredGraph, minRecall: number, k: number): GraphWidth | undefined {
  const margin = 2 * Math.sqrt((minRecall * (1 - minRecall)) / (samples * sampleHits));
  return measured.find(
    ({ fetched, recall }) => fetched * sampleHits >= k * 16 && recall >= Math.min(1, minRecall + margin),
  );
}
