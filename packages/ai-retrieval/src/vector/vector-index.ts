import { AiError } from '@org/ai-core';
import { availableParallelism } from 'node:os';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import type { CreateVectorGraph } from './graph.ts';
import { buildGraph, fewestGraphHits, isNear, widthFor, type MeasuredGraph } from './graph-search.ts';
import { layoutOf, rowsPerBlock } from './layout.ts';
import { defaultScanCosts, planSearch, type ScanCosts, type VectorPlan } from './plan.ts';
import { probit } from './probit.ts';
import { allRows, readableRows, splitRows, type ReadableRows } from './readable-rows.ts';
import { createScanner, type Scanner } from './scanner.ts';
import { scoreRows, searchPart } from './search-part.ts';
import { createShard, readShards, type Shard } from './shard.ts';
import { checkColumns, type VectorColumns } from './vector-columns.ts';
import { createScanPool, type ScanPool } from './scan-pool.ts';

/** Settings of {@link createVectorIndex}. */
export interface VectorIndexOptions {
  readonly dimensions: number;
  /** `javascript` scans without WebAssembly, with the same results. @defaultValue 'auto' */
  readonly kernel?: 'auto' | 'javascript' | undefined;
  /** Worker threads for scans that would hold up the caller's thread, started when first needed; 0 scans everything on the caller's. @defaultValue one per processor, at most 8 */
  readonly maxWorkers?: number | undefined;
  /** What scans cost on this machine. @defaultValue {@link defaultScanCosts} */
  readonly costs?: ScanCosts | undefined;
  /** Makes the graph that {@link VectorIndex.buildGraph} fills. @defaultValue none */
  readonly graph?: CreateVectorGraph | undefined;
  /** Rows of one shared memory, a multiple of 1,024. @defaultValue 262,144, or what fits 1 GiB */
  readonly rowsPerShard?: number | undefined;
}

/** A request of {@link VectorIndex.search}. */
export interface VectorSearch {
  /** Any length but zero; it is normalised. */
  readonly query: Float32Array;
  readonly k: number;
  /** The rows to look at, of {@link VectorIndex.readable}; what is not in it has no influence on the answer. @defaultValue all rows */
  readonly readable?: ReadableRows | undefined;
  /** Share of the true best `k` that is found on average at least; 1 scores every readable row by floats. @defaultValue 0.99 */
  readonly minRecall?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a search found. */
export interface VectorHits {
  /** Rows, best first; of equal scores the lower row first. */
  readonly rows: readonly number[];
  /** Cosine similarity of each, computed from float32 values. */
  readonly scores: readonly number[];
  readonly plan: VectorPlan;
}

/** Vectors in memory, searched under a set of readable rows. */
export interface VectorIndex {
  readonly dimensions: number;
  readonly rows: number;
  /** Memory that rows take, in bytes. */
  readonly bytes: number;
  /**
   * Appends vectors that lie one after the other; returns the row of the first.
   *
   * @throws AiError `invalid-input` when a vector is not finite or of zero length, or the array holds no whole number of vectors: then none is added
   */
  readonly add: (vectors: Float32Array) => number;
  /**
   * Appends columns as {@link VectorIndex.columns} returns them; returns the row of the first. Codes are copied, not computed.
   *
   * @throws AiError `integrity` when they are of other dimensions or damaged
   */
  readonly addColumns: (columns: VectorColumns) => number;
  /** Copies rows `from` to before `to` with their codes. */
  readonly columns: (from?: number, to?: number) => VectorColumns;
  /**
   * Prepares a set of readable rows from one byte per row, 0 when it is hidden; keep it for the searches of that access set.
   *
   * @throws AiError `invalid-input` when the mask is longer than the index
   */
  readonly readable: (mask: Uint8Array) => ReadableRows;
  /**
   * The best `k` readable rows.
   *
   * @throws AiError `invalid-input` for a query that is not finite, of zero length or of other dimensions, and for k or minRecall out of range; `aborted` when the signal fires
   */
  readonly search: (request: VectorSearch) => Promise<VectorHits>;
  /**
   * Cosine similarity of the query with some rows, in their order.
   *
   * @throws AiError `invalid-input` for a query as in {@link VectorIndex.search}, and for a row that is not there
   */
  readonly score: (query: Float32Array, rows: readonly number[]) => readonly number[];
  /**
   * Builds the graph over all rows that there are, a few hundred at a time, and measures its recall. It answers searches of all rows where that is
   * expected to be faster, until rows are added; under a set of readable rows it is never asked.
   *
   * @throws AiError `unsupported` when the index was created without one, `conflict` when rows were added meanwhile, `aborted` when the signal fires
   */
  readonly buildGraph: (options?: { readonly signal?: AbortSignal | undefined }) => Promise<void>;
  /** Ends the worker threads. Searches that run reject with `aborted`. */
  readonly close: () => Promise<void>;
}

const shardRows = 262_144;
const shardBytes = 2 ** 30;
const mostDimensions = 8_192;
const mostHits = 4_096;

/**
 * Creates an empty index of vectors. Memory per vector of 384 dimensions: 1,972 bytes, all codes included.
 *
 * @example
 * ```ts
 * import { createVectorIndex } from '@org/ai-retrieval/vector';
 *
 * const index = createVectorIndex({ dimensions: 3 });
 * index.add(Float32Array.of(1, 0, 0, 0, 1, 0));
 * const readable = index.readable(Uint8Array.of(1, 0));
 * const { rows } = await index.search({ query: Float32Array.of(0, 1, 0), k: 5, readable });
 * console.log(rows); // [0]: the nearer row is not readable
 * await index.close();
 * ```
 *
 * @throws AiError `invalid-input` for dimensions below 1 or above 8,192, or rows per shard that are no multiple of 1,024
 */
export function createVectorIndex(options: VectorIndexOptions): VectorIndex {
  const { dimensions, kernel = 'auto', costs = defaultScanCosts } = options;
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions)
    throw new AiError(
      'invalid-input',
      `dimensions must be a whole number from 1 to ${mostDimensions}, got ${dimensions}`,
    );
  const layout = layoutOf(dimensions);
  const blocksThatFit = Math.max(1, Math.floor(shardBytes / layout.blockBytes));
  const capacity = options.rowsPerShard ?? Math.min(shardRows, blocksThatFit * rowsPerBlock);
  if (!Number.isInteger(capacity / rowsPerBlock) || capacity < rowsPerBlock || capacity > shardRows)
    throw new AiError(
      'invalid-input',
      `rowsPerShard must be a multiple of ${rowsPerBlock} up to ${shardRows}, got ${capacity}`,
    );
  const workers = options.maxWorkers ?? Math.min(8, availableParallelism());
  if (!Number.isInteger(workers) || workers < 0 || workers > 64)
    throw new AiError('invalid-input', `maxWorkers must be a whole number from 0 to 64, got ${workers}`);

  const shards: Shard[] = [];
  const scanners: Scanner[] = [];
  let pool: ScanPool | undefined;
  let rows = 0;
  let measured: MeasuredGraph | undefined;
  let everything: ReadableRows = allRows(0, capacity);

  function shardFor(row: number): Shard {
    const number = Math.floor(row / capacity);
    while (shards.length <= number) {
      const shard = createShard({ layout, capacity, threads: workers + 1, kernel });
      scanners.push(createScanner(shard, 0, shards.length * capacity));
      shards.push(shard);
    }
    const shard = shards[number];
    if (shard === undefined) throw new AiError('internal', 'a shard is missing');
    return shard;
  }
  /** Calls back for each run of new rows that lies in one shard: the shard, its first row, rows done before, rows. */
  function append(count: number, write: (shard: Shard, row: number, done: number, run: number) => void): number {
    const first = rows;
    for (let done = 0; done < count;) {
      const row = (first + done) % capacity;
      const run = Math.min(count - done, capacity - row);
      write(shardFor(first + done), row, done, run);
      done += run;
    }
    rows += count;
    everything = allRows(rows, capacity);
    return first;
  }

  function writeQuery(query: Float32Array): void {
    for (const scanner of scanners) {
      const state = scanner.writeQuery(query);
      if (state >= 0) throw badVector('query: the vector', state);
    }
  }

  const search: VectorIndex['search'] = async ({ query, k, readable = everything, minRecall = 0.99, signal }) => {
    throwIfAborted(signal);
    checkRequest(query, dimensions, k, minRecall);
    const { count, isAll } = readable;
    const graph = isAll && count === rows && measured?.rows === rows ? measured : undefined;
    const width = graph && widthFor(graph, minRecall, k);
    const hasWorkers = workers > 0;
    const input = { readable: count, k, minRecall, dimensions, costs, hasWorkers };
    let plan = planSearch({ ...input, graphMs: width?.searchMs });
    if (plan.strategy === 'graph' && graph !== undefined && width !== undefined) {
      writeQuery(query);
      const near = Array.from(graph.graph.search(query, width.fetched), Number);
      const found = scoreRows(scanners, near, Math.min(Math.max(k, fewestGraphHits), count));
      if (isNear(graph, found.scores)) return { rows: found.rows.slice(0, k), scores: found.scores.slice(0, k), plan };
      plan = planSearch(input);
    }
    const { strategy } = plan;
    if (strategy === 'none' || strategy === 'graph') {
      checkQuery(query);
      return { rows: [], scores: [], plan };
    }
    const deviations = minRecall < 1 ? probit(minRecall) : 0;
    const scan = { strategy, k: Math.min(k, count), deviations, dimensions, readable };
    if (plan.thread === 'worker') {
      checkQuery(query);
      pool ??= createScanPool({ workers, capacity });
      const found = await pool.search(shards, query, scan, signal);
      return { rows: found.rows, scores: found.scores, plan };
    }
    writeQuery(query);
    const [ranges = []] = splitRows(readable, 1);
    const found = searchPart(scanners, { ...scan, ranges, checkpoint: () => throwIfAborted(signal) });
    return { rows: found.rows, scores: found.scores, plan };
  };

  return {
    dimensions,
    get rows() {
      return rows;
    },
    get bytes() {
      return shards.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0);
    },
    add: (vectors) => {
      if (vectors.length % dimensions !== 0)
        throw new AiError(
          'invalid-input',
          `vectors: ${vectors.length} values are no whole number of vectors of ${dimensions} dimensions; use one embedding model`,
        );
      return append(vectors.length / dimensions, (shard, row, done, run) => {
        const state = shard.addVectors(row, vectors.subarray(done * dimensions, (done + run) * dimensions));
        if (state >= 0) throw badVector(`vectors: the one at position ${done + (state >> 1)}`, state & 1);
      });
    },
    addColumns: (columns) => {
      checkColumns(columns, dimensions);
      return append(columns.rows, (shard, row, done, run) => shard.addColumns(row, columns, done, run));
    },
    columns: (from = 0, to = rows) => {
      if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > rows || from > to)
        throw new AiError(
          'invalid-input',
          `columns: rows ${from} to ${to} are not within the ${rows} rows of the index`,
        );
      return readShards(shards, dimensions, from, to);
    },
    readable: (mask) => readableRows(mask, rows, capacity),
    search,
    score: (query, some) => {
      checkRequest(query, dimensions, 1, 1);
      if (some.some((row) => !Number.isInteger(row) || row < 0 || row >= rows))
        throw new AiError('invalid-input', `rows: the index holds rows 0 to ${rows - 1}`);
      writeQuery(query);
      const scores = new Map<number, number>();
      for (let from = 0; from < some.length; from += mostHits) {
        const found = scoreRows(scanners, [...new Set(some.slice(from, from + mostHits))], mostHits);
        for (const [at, row] of found.rows.entries()) scores.set(row, found.scores[at] ?? 0);
      }
      return some.map((row) => scores.get(row) ?? 0);
    },
    buildGraph: async ({ signal } = {}) => {
      if (options.graph === undefined)
        throw new AiError('unsupported', 'graph: the index was created without one; pass createUsearchGraphs(usearch)');
      const source = {
        dimensions,
        rows,
        floats: (from: number, to: number) => {
          const { floats } = readShards(shards, dimensions, from, to);
          return new Float32Array(floats.buffer);
        },
        exact: (query: Float32Array, k: number) => search({ query, k, minRecall: 1, signal }),
      };
      const built = await buildGraph(options.graph, source, signal);
      if (built.rows !== rows)
        throw new AiError('conflict', 'rows were added while the graph was built; build it when the index rests');
      measured = built;
    },
    close: async () => {
      await pool?.close();
      pool = undefined;
    },
  };
}

function badVector(which: string, state: number): AiError {
  return state === 0
    ? new AiError('invalid-input', `${which} holds a value that is not finite; check what the embedding model returned`)
    : new AiError(
        'invalid-input',
        `${which} has length zero, so it has no direction; leave texts without a meaning out`,
      );
}

function checkQuery(query: Float32Array): void {
  let square = 0;
  for (const value of query) square += value * value;
  if (!(square < Infinity)) throw badVector('query: the vector', 0);
  if (square === 0) throw badVector('query: the vector', 1);
}

function checkRequest(query: Float32Array, dimensions: number, k: number, minRecall: number): void {
  if (query.length !== dimensions)
    throw new AiError(
      'invalid-input',
      `query: ${query.length} dimensions where the index holds ${dimensions}; embed it with the model of the index`,
    );
  if (!Number.isInteger(k) || k < 1 || k > mostHits)
    throw new AiError('invalid-input', `k must be a whole number from 1 to ${mostHits}, got ${k}`);
  if (!(minRecall > 0 && minRecall <= 1))
    throw new AiError('invalid-input', `minRecall must be above 0 and at most 1, got ${minRecall}`);
}
