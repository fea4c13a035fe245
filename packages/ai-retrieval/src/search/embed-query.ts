import type { CallContext, EmbeddingModel } from '@org/ai-core';

/** The vector of a query; undefined when it has no direction. */
export async function embedQuery(
  model: EmbeddingModel,
  query: string,
  context: CallContext,
): Promise<Float32Array | undefined> {
  const { vectors } = await model.embed({ texts: [query], kind: 'query' }, context);
  const vector = vectors.subarray(0, model.dimensions);
  // Words that the embedder has never seen have no place in its space: nothing to compare with.
  return vector.length === model.dimensions && vector.every(Number.isFinite) && vector.some((value) => value !== 0)
    ? vector
    : undefined;
}
