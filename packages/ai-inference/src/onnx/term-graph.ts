import { encodeModel, tensorType } from './model.ts';

/** Names of the inputs and the output of a term graph. */
export const termGraphPorts: { readonly ids: 'ids'; readonly weights: 'weights'; readonly vectors: 'vectors' } = {
  ids: 'ids',
  weights: 'weights',
  vectors: 'vectors',
};

/**
 * Writes the model that embeds a text as the unit-length sum of its weighted term rows:
 * `ids` int64 and `weights` float32, both [batch, terms], give `vectors` float32 [batch, dimensions].
 */
export function encodeTermGraph(table: Float32Array, rows: number, dimensions: number): Uint8Array<ArrayBuffer> {
  const { ids, weights, vectors } = termGraphPorts;
  const int64 = (value: bigint): Uint8Array => new Uint8Array(BigInt64Array.of(value).buffer);
  return encodeModel(
    {
      name: 'term-embedding',
      nodes: [
        { operator: 'Gather', inputs: ['table', ids], output: 'rows', attributes: { axis: 0 } },
        { operator: 'Unsqueeze', inputs: [weights, 'last'], output: 'columns' },
        { operator: 'Mul', inputs: ['rows', 'columns'], output: 'weighted' },
        { operator: 'ReduceSum', inputs: ['weighted', 'terms'], output: 'sum', attributes: { keepdims: 0 } },
        { operator: 'LpNormalization', inputs: ['sum'], output: vectors, attributes: { axis: 1, p: 2 } },
      ],
      constants: [
        {
          name: 'table',
          type: tensorType.float32,
          shape: [rows, dimensions],
          data: new Uint8Array(table.buffer, table.byteOffset, table.byteLength),
        },
        { name: 'last', type: tensorType.int64, shape: [1], data: int64(2n) },
        { name: 'terms', type: tensorType.int64, shape: [1], data: int64(1n) },
      ],
      inputs: [
        { name: ids, type: tensorType.int64, shape: ['batch', 'terms'] },
        { name: weights, type: tensorType.float32, shape: ['batch', 'terms'] },
      ],
      outputs: [{ name: vectors, type: tensorType.float32, shape: ['batch', dimensions] }],
    },
    '@org/ai-inference',
  );
}
