import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hits, type Contender } from './contender.ts';
import { maskNames, type VectorSet } from './vector-set.ts';

interface Zvec {
  readonly ZVecDataType: { readonly INT32: number; readonly VECTOR_FP32: number };
  readonly ZVecIndexType: { readonly HNSW: number; readonly INVERT: number };
  readonly ZVecMetricType: { readonly IP: number };
  readonly ZVecLogLevel: { readonly ERROR: number };
  readonly ZVecInitialize: (options: object) => void;
  readonly ZVecCollectionSchema: new (options: object) => object;
  readonly ZVecCreateAndOpen: (path: string, schema: object) => ZvecCollection;
}

interface ZvecCollection {
  readonly insertSync: (documents: readonly object[]) => unknown;
  readonly optimizeSync: () => void;
  readonly querySync: (query: object) => readonly { readonly id: string }[];
  readonly closeSync: () => void;
}

/** Its graph and its inverted index of the masks, at its own settings and with a wider search. */
export async function openZvec({ vectors, dimensions, count, masks }: VectorSet): Promise<Contender> {
  const name = '@zvec/zvec';
  const zvec = (await import(name)) as Zvec;
  zvec.ZVecInitialize({ logLevel: zvec.ZVecLogLevel.ERROR, queryThreads: 1 });
  const folder = mkdtempSync(join(tmpdir(), 'zvec-'));
  const filtered = maskNames.filter((mask) => masks[mask] !== undefined);
  const startedMs = performance.now();
  const schema = new zvec.ZVecCollectionSchema({
    name: 'vectors',
    vectors: {
      name: 'e',
      dataType: zvec.ZVecDataType.VECTOR_FP32,
      dimension: dimensions,
      indexParams: { indexType: zvec.ZVecIndexType.HNSW, metricType: zvec.ZVecMetricType.IP },
    },
    fields: filtered.map((mask) => ({
      name: mask,
      dataType: zvec.ZVecDataType.INT32,
      indexParams: { indexType: zvec.ZVecIndexType.INVERT },
    })),
  });
  const collection = zvec.ZVecCreateAndOpen(join(folder, 'collection'), schema);
  for (let start = 0; start < count; start += 1_000) {
    const rows = Array.from({ length: Math.min(1_000, count - start) }, (_, index) => start + index);
    collection.insertSync(
      rows.map((row) => ({
        id: String(row),
        vectors: { e: vectors.slice(row * dimensions, (row + 1) * dimensions) },
        fields: Object.fromEntries(filtered.map((mask) => [mask, masks[mask]?.[row] ?? 0])),
      })),
    );
  }
  collection.optimizeSync();
  const buildMs = performance.now() - startedMs;
  const ask =
    (ef: number): Contender['answers'][string] =>
    (vector, mask) =>
      collection
        .querySync({
          fieldName: 'e',
          topk: hits,
          vector,
          outputFields: [],
          params: { indexType: zvec.ZVecIndexType.HNSW, ef },
          ...(masks[mask] === undefined ? {} : { filter: `${mask} = 1` }),
        })
        .map(({ id }) => Number(id));
  return {
    buildMs,
    answers: { 'zvec ef 64': ask(64), 'zvec ef 300': ask(300) },
    close: () => {
      collection.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
