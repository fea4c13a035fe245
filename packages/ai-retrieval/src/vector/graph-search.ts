import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import type { CreateVectorGraph, VectorGraph } from './graph.ts';

/** How many rows a graph is asked for, what share of the true best that found, and how long it took. */
export interface GraphWidth {
  readonly fetched: number;
  /** The lower one of queries near to stored vectors and of queries far from all. */
  readonly recall: number;
  readonly searchMs: number;
}

/** A graph with what is known of its recall. */
export interface MeasuredGraph {
  readonly graph: VectorGraph;
  /** Rows that it holds. */
  readonly rows: number;
  readonly widths: readonly GraphWidth[];
}

/** What a graph is built from. */
export interface GraphSource {
  readonly dimensions: number;
  readonly rows: number;
  /** Unit-length vectors of rows `from` to before `to`. */
  readonly floats: (from: number, to: number) => Float32Array;
  /** The true best rows of a query. */
  readonly exact: (query: Float32Array, k: number) => Promise<readonly number[]>;
}

/** Rows per step: between two the event loop runs and the signal is looked at. */
const step = 256;
const samples = 200;
const sampleHits = 10;
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
    // By turns mostly one vector, which has near neighbours, and as much of another one, which is far from everything: graphs lose more of those.
    const share = sample % 2 === 0 ? 0.5 : 1;
    return at(0).map((value, index) => value + share * (other[index] ?? 0));
  });
  const truth: (readonly number[])[] = [];
  for (const query of queries) {
    throwIfAborted(signal);
    truth.push(await source.exact(query, sampleHits));
  }
  const measured = widths.map((fetched) => measureWidth(graph, fetched, queries, truth));
  return { graph, rows, widths: measured };
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
  const found = [0, 0];
  const wanted = [0, 0];
  for (const [number, answer] of answers.entries()) {
    const rows = new Set(Array.from(answer, Number));
    const best = truth[number] ?? [];
    const kind = number % 2;
    wanted[kind] = (wanted[kind] ?? 0) + best.length;
    found[kind] = (found[kind] ?? 0) + best.filter((row) => rows.has(row)).length;
  }
  const [near = 0, far = 0] = found.map((count, kind) => count / Math.max(1, wanted[kind] ?? 1));
  return { fetched, recall: Math.min(near, far), searchMs };
}

/** The narrowest search that was measured to keep the recall, with room for what the samples may hide; undefined when none does. */
export function widthFor({ widths: measured }: MeasuredGraph, minRecall: number, k: number): GraphWidth | undefined {
  const margin = 2 * Math.sqrt((minRecall * (1 - minRecall)) / ((samples / 2) * sampleHits));
  return measured.find(
    ({ fetched, recall }) => fetched * sampleHits >= k * 16 && recall >= Math.min(1, minRecall + margin),
  );
}
