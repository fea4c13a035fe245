import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchmarkRun } from '../harness/benchmark.ts';

/** Vectors, queries, and who may read which rows. */
export interface VectorSet {
  readonly dimensions: number;
  readonly count: number;
  readonly vectors: Float32Array;
  readonly queries: readonly Float32Array[];
  /** One byte per row, 1 when it is readable; `all` has none. */
  readonly masks: Readonly<Record<MaskName, Uint8Array | undefined>>;
}

export const maskNames = ['all', 'half', 'tenth', 'hundredth', 'thousandth', 'correlated'] as const;

/** Name of an access set. */
export type MaskName = (typeof maskNames)[number];

/** The set in `--data`, or one of our own of the same kind. */
export function vectorSet(run: BenchmarkRun): VectorSet {
  const { dataDirectory } = run;
  if (dataDirectory !== undefined && existsSync(join(dataDirectory, 'vectors.f32'))) return readSet(run, dataDirectory);
  return makeSet(run.isQuick ? 10_000 : 100_000, run.isQuick ? 50 : 200);
}

function readSet(run: BenchmarkRun, folder: string): VectorSet {
  const read = (name: string): Uint8Array => {
    run.scored.add(name);
    return readFileSync(join(folder, name));
  };
  const { count, dimensions } = JSON.parse(Buffer.from(read('meta.json')).toString()) as {
    count: number;
    dimensions: number;
  };
  const floats = (name: string): Float32Array => new Float32Array(read(name).slice().buffer);
  const queries = floats('queries.f32');
  const mask = (name: MaskName): Uint8Array => read(`masks/${name}.u8`);
  return {
    count,
    dimensions,
    vectors: floats('vectors.f32'),
    queries: rowsOf(queries, dimensions),
    masks: {
      all: undefined,
      half: mask('half'),
      tenth: mask('tenth'),
      hundredth: mask('hundredth'),
      thousandth: mask('thousandth'),
      correlated: mask('correlated'),
    },
  };
}

function rowsOf(values: Float32Array, dimensions: number): readonly Float32Array[] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    values.subarray(row * dimensions, (row + 1) * dimensions),
  );
}

/** Topics of uneven size around centres, each spread in sixteen directions of its own, with noise; `correlated` may read an eighth of the topics. */
function makeSet(count: number, queryCount: number): VectorSet {
  const dimensions = 384;
  const topics = 500;
  const directions = 16;
  const uniform = numbers(20_261);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.sin(2 * Math.PI * uniform());
  const centres = Float32Array.from({ length: topics * dimensions }, normal);
  const spread = Float32Array.from(
    { length: topics * directions * dimensions },
    () => normal() / Math.sqrt(directions),
  );
  const draw = (topic: number, target: Float32Array): void => {
    for (let at = 0; at < dimensions; at++) target[at] = (centres[topic * dimensions + at] ?? 0) + 0.3 * normal();
    for (let direction = 0; direction < directions; direction++) {
      const weight = normal();
      const start = (topic * directions + direction) * dimensions;
      for (let at = 0; at < dimensions; at++) target[at] = (target[at] ?? 0) + weight * (spread[start + at] ?? 0);
    }
    let square = 0;
    for (const value of target) square += value * value;
    for (let at = 0; at < dimensions; at++) target[at] = (target[at] ?? 0) / Math.sqrt(square);
  };
  const vectors = new Float32Array(count * dimensions);
  const topicOf = Uint16Array.from({ length: count }, () => Math.floor(uniform() * uniform() * topics));
  for (const [row, vector] of rowsOf(vectors, dimensions).entries()) draw(topicOf[row] ?? 0, vector);
  const queries = rowsOf(new Float32Array(queryCount * dimensions), dimensions);
  for (const query of queries) draw(Math.floor(uniform() * topics), query);
  const share = (part: number): Uint8Array => Uint8Array.from({ length: count }, () => (uniform() < part ? 1 : 0));
  const readable = Uint8Array.from({ length: topics }, () => (uniform() < 0.125 ? 1 : 0));
  return {
    count,
    dimensions,
    vectors,
    queries,
    masks: {
      all: undefined,
      half: share(0.5),
      tenth: share(0.1),
      hundredth: share(0.01),
      thousandth: share(0.001),
      correlated: Uint8Array.from(topicOf, (topic) => readable[topic] ?? 0),
    },
  };
}

/** Seeded numbers in [0, 1) (splitmix32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** The true best rows of every query under every mask, by plain float64 sums. */
export function trueBest(
  { vectors, queries, masks, dimensions, count }: VectorSet,
  k: number,
): Readonly<Record<MaskName, readonly (readonly number[])[]>> {
  const best = Object.fromEntries(maskNames.map((name) => [name, [] as number[][]])) as Record<MaskName, number[][]>;
  const scores = new Float64Array(count);
  for (const query of queries) {
    for (let row = 0, at = 0; row < count; row++) {
      let sum = 0;
      for (let one = 0; one < dimensions; one++, at++) sum += (vectors[at] ?? 0) * (query[one] ?? 0);
      scores[row] = sum;
    }
    for (const name of maskNames) best[name].push(bestRows(scores, masks[name], k));
  }
  return best;
}

function bestRows(scores: Float64Array, mask: Uint8Array | undefined, k: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < scores.length; row++) {
    if (mask !== undefined && mask[row] !== 1) continue;
    const score = scores[row] ?? 0;
    if (rows.length === k && score <= (scores[rows[k - 1] ?? 0] ?? 0)) continue;
    let at = Math.min(rows.length, k - 1);
    while (at > 0 && (scores[rows[at - 1] ?? 0] ?? 0) < score) {
      rows[at] = rows[at - 1] ?? 0;
      at--;
    }
    rows[at] = row;
  }
  return rows;
}
