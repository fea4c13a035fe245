import { hits, type Contender } from './contender.ts';
import type { VectorSet } from './vector-set.ts';

interface UsearchIndex {
  readonly add: (keys: BigUint64Array, vectors: Float32Array, threads: number) => void;
  readonly search: (query: Float32Array, count: number, threads: number) => { readonly keys: BigUint64Array };
}

/** Its graph at its own settings. It knows no filter: rows are fetched beyond ten and those that are not readable left out, as its documentation advises. */
export async function openUsearch({ vectors, dimensions, count, masks }: VectorSet): Promise<Contender> {
  const name = 'usearch';
  const { Index } = (await import(name)) as { readonly Index: new (options: object) => UsearchIndex };
  const startedMs = performance.now();
  const index = new Index({ dimensions, metric: 'ip', quantization: 'i8', connectivity: 16 });
  index.add(
    BigUint64Array.from({ length: count }, (_, row) => BigInt(row)),
    vectors,
    0,
  );
  const buildMs = performance.now() - startedMs;
  const ask =
    (fetched: number): Contender['answers'][string] =>
    (query, maskName) => {
      const mask = masks[maskName];
      const { keys } = index.search(query, mask === undefined ? Math.min(fetched, 20) : Math.min(fetched, count), 1);
      const rows = Array.from(keys, Number);
      return (mask === undefined ? rows : rows.filter((row) => mask[row] === 1)).slice(0, hits);
    };
  return { buildMs, answers: { 'usearch i8 100': ask(100), 'usearch i8 1000': ask(1_000) }, close: () => undefined };
}
