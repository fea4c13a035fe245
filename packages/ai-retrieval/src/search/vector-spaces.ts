import { AiError } from '@org/ai-core';
import type { ReadableSet } from '../access/readable-set.ts';
import { isEmbedded, type Partition } from '../index/partition.ts';
import { createVectorIndex, type VectorIndex, type VectorSearch } from '../vector/vector-index.ts';
import type { VectorPlan } from '../vector/plan.ts';
import type { ReadableRows } from '../vector/readable-rows.ts';
import type { SegmentVectors } from '../segment/segment.ts';

/** The vectors of a partition in memory; its rows are the partition's chunks. */
export interface VectorSpace {
  /** The best readable chunks by cosine, as ordinals of the set. `wanted` leaves chunks out by ordinal. */
  best(set: ReadableSet, wanted: Uint8Array | undefined, request: Omit<VectorSearch, 'readable'>): Promise<NearChunks>;
  /** The cosine of the query with some chunks, by ordinal of the set; undefined for a chunk without a direction. */
  score(set: ReadableSet, query: Float32Array, ordinals: readonly number[]): ReadonlyMap<number, number>;
}

/** What is near a query, best first; equal scores by ordinal. */
export interface NearChunks {
  readonly ordinals: readonly number[];
  readonly scores: readonly number[];
  readonly strategy: VectorPlan['strategy'];
}

/** The vector spaces of an index, each read from its files at the first search that needs it. */
export interface VectorSpaces {
  /** @throws AiError `integrity` when a file of vectors is damaged */
  open(partition: Partition): Promise<VectorSpace>;
  close(): Promise<void>;
}

interface Held {
  readonly index: VectorIndex;
  readonly fingerprint: string;
  /** The vectors in it, in the order of their rows. */
  readonly vectors: SegmentVectors[];
  /** Rows without a direction: texts that the embedder knows no word of. */
  readonly blank: Set<number>;
}

/** A vector index is closed when another has taken its place and the last search in it has ended: its threads go, and its memory with the last reference. */
interface Lease {
  searches: number;
  isRetired: boolean;
}

const leases = new WeakMap<VectorIndex, Lease>();

function leaseOf(index: VectorIndex): Lease {
  let lease = leases.get(index);
  if (lease === undefined) leases.set(index, (lease = { searches: 0, isRetired: false }));
  return lease;
}

async function retire(index: VectorIndex): Promise<void> {
  const lease = leaseOf(index);
  lease.isRetired = true;
  if (lease.searches === 0) await index.close();
}

/** Makes the spaces of an index. A tenant's next generation is appended where it only adds segments; otherwise it is read anew. */
export function createVectorSpaces(): VectorSpaces {
  const held = new Map<string, Promise<Held>>();
  const advance = async (partition: Partition, before: Promise<Held> | undefined): Promise<Held> => {
    const { tenant, embedding } = partition.manifest;
    if (embedding === undefined || !isEmbedded(partition)) throw new AiError('internal', `${tenant} has no vectors`);
    const known = await before?.catch(() => undefined);
    const vectors = partition.vectors.flatMap((one) => one ?? []);
    const isMore =
      known?.fingerprint === embedding.fingerprint &&
      known.vectors.every((one, at) => one.digest === vectors[at]?.digest);
    // An older generation that is searched still has all its rows in the newer one.
    const isLess =
      known?.fingerprint === embedding.fingerprint &&
      vectors.every((one, at) => one.digest === known.vectors[at]?.digest);
    if (known !== undefined && !isMore && isLess) return known;
    if (known !== undefined && !isMore) await retire(known.index);
    const index = isMore ? known.index : createVectorIndex({ dimensions: embedding.dimensions });
    const next = {
      index,
      fingerprint: embedding.fingerprint,
      vectors: [...vectors],
      blank: new Set(isMore ? known.blank : []),
    };
    for (const one of vectors.slice(isMore ? known.vectors.length : 0)) addRows(next, await one.read());
    return next;
  };
  return {
    async open(partition) {
      const { tenant } = partition.manifest;
      const opened = advance(partition, held.get(tenant));
      held.set(tenant, opened);
      try {
        return spaceOver(await opened);
      } catch (error) {
        if (held.get(tenant) === opened) held.delete(tenant);
        throw error;
      }
    },
    async close() {
      const all = await Promise.allSettled(held.values());
      held.clear();
      for (const one of all) if (one.status === 'fulfilled') await one.value.index.close();
    },
  };
}

function addRows({ index, blank }: Held, rows: Float32Array): void {
  const { dimensions } = index;
  for (let first = 0; first < rows.length; first += dimensions) {
    if (rows.subarray(first, first + dimensions).some((value) => value !== 0)) continue;
    blank.add(index.rows + first / dimensions);
    rows[first] = 1;
  }
  index.add(rows);
}

async function leased<R>(index: VectorIndex, work: () => Promise<R>): Promise<R> {
  const lease = leaseOf(index);
  lease.searches++;
  try {
    return await work();
  } finally {
    lease.searches--;
    if (lease.isRetired && lease.searches === 0) await index.close();
  }
}

const readable = new WeakMap<ReadableSet, WeakMap<VectorIndex, ReadableRows>>();

function spaceOver({ index, blank }: Held): VectorSpace {
  const maskOf = (set: ReadableSet, wanted: Uint8Array | undefined): ReadableRows => {
    const mask = new Uint8Array(set.partition.chunkCount);
    for (const [ordinal, chunk] of set.chunks.entries()) {
      if (wanted?.[ordinal] !== 0 && !blank.has(chunk)) mask[chunk] = 1;
    }
    return index.readable(mask);
  };
  const rowsOf = (set: ReadableSet): ReadableRows => {
    let known = readable.get(set);
    if (known === undefined) readable.set(set, (known = new WeakMap()));
    let rows = known.get(index);
    if (rows === undefined) known.set(index, (rows = maskOf(set, undefined)));
    return rows;
  };
  return {
    async best(set, wanted, request) {
      const rows = wanted === undefined ? rowsOf(set) : maskOf(set, wanted);
      const { k } = request;
      // Which of equal scores come first must not depend on the order of rows, which is that of ingestion: all of them are fetched.
      for (let more = 16; ; more *= 4) {
        const count = Math.min(k + more, mostNear);
        const found = await leased(index, () => index.search({ ...request, k: count, readable: rows }));
        const isWhole = found.rows.length < count || count === mostNear;
        if (!isWhole && found.scores[k - 1] === found.scores.at(-1)) continue;
        const pairs = found.rows
          .map((row, at) => ({ ordinal: (set.ordinals[row] ?? 0) - 1, score: found.scores[at] ?? 0 }))
          .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal)
          .slice(0, k);
        return {
          ordinals: pairs.map(({ ordinal }) => ordinal),
          scores: pairs.map(({ score }) => score),
          strategy: found.plan.strategy,
        };
      }
    },
    score(set, query, ordinals) {
      const known = ordinals.filter((ordinal) => !blank.has(set.chunks[ordinal] ?? 0));
      const scores = index.score(
        query,
        known.map((ordinal) => set.chunks[ordinal] ?? 0),
      );
      return new Map(known.map((ordinal, at) => [ordinal, scores[at] ?? 0]));
    },
  };
}

// As many as a vector index gives.
const mostNear = 4_096;
