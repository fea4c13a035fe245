/** A graph of nearest neighbours over the first rows of an index. */
export interface VectorGraph {
  /** Adds the next rows: unit-length vectors, one after the other. */
  readonly add: (vectors: Float32Array) => void;
  /** About the `count` rows nearest to a query, in any order; more of them are found the more are asked for. */
  readonly search: (query: Float32Array, count: number) => ArrayLike<number | bigint>;
}

/** Makes empty graphs for vectors of so many dimensions. */
export type CreateVectorGraph = (dimensions: number) => VectorGraph;

/** The part of the `usearch` package that a graph needs. */
export interface UsearchModule {
  readonly Index: new (options: {
    readonly dimensions: number;
    readonly metric: 'ip';
    readonly quantization: 'i8';
    readonly connectivity: number;
    readonly expansion_add: number;
    readonly expansion_search: number;
    readonly multi: false;
  }) => {
    readonly add: (keys: BigUint64Array, vectors: Float32Array, threads: number) => void;
    readonly search: (query: Float32Array, count: number, threads: number) => { readonly keys: BigUint64Array };
  };
}

/**
 * Graphs of the `usearch` package, which the caller installs and imports.
 *
 * @example
 * ```ts
 * import { createUsearchGraphs, createVectorIndex, type UsearchModule } from '@org/ai-retrieval/vector';
 *
 * async function indexWithGraph(usearch: UsearchModule, vectors: Float32Array) {
 *   const index = createVectorIndex({ dimensions: 384, graph: createUsearchGraphs(usearch) });
 *   index.add(vectors);
 *   await index.buildGraph();
 *   return index;
 * }
 * ```
 */
export function createUsearchGraphs(usearch: UsearchModule): CreateVectorGraph {
  return (dimensions) => {
    const index = new usearch.Index({
      dimensions,
      metric: 'ip',
      quantization: 'i8',
      connectivity: 16,
      expansion_add: 128,
      expansion_search: 64,
      multi: false,
    });
    let rows = 0;
    return {
      add: (vectors) => {
        const count = vectors.length / dimensions;
        index.add(
          BigUint64Array.from({ length: count }, (_, at) => BigInt(rows + at)),
          vectors,
          0,
        );
        rows += count;
      },
      search: (query, count) => index.search(query, count, 1).keys,
    };
  };
}
