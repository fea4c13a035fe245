import { testContext } from '../caller/test-context.ts';
import { createFakeEmbeddingModel } from '../embedding/fake-embedding-model.ts';
import type { UpstreamBehaviour } from './behaviour.ts';

type EmbeddingFault = Extract<UpstreamBehaviour, { kind: 'embeddings' }>['fault'];

/** The JSON body of an embeddings answer, right or with a fault; vectors have length 3, so that a client has to normalise. */
export async function embeddingsBody(
  texts: readonly string[],
  dimensions: number,
  fault: EmbeddingFault | undefined,
): Promise<unknown> {
  const width = fault === 'wrong-width' ? dimensions + 1 : dimensions;
  const batch = await createFakeEmbeddingModel({ dimensions: width }).embed({ texts, kind: 'document' }, testContext());
  let data = texts.map((_, index) => ({
    object: 'embedding',
    index: fault === 'repeated-index' ? 0 : index,
    embedding: embeddingOf(batch.vectors.subarray(index * width, (index + 1) * width), fault),
  }));
  if (fault === 'shuffled') data = data.reverse();
  if (fault === 'missing-row') data = data.slice(1);
  const tokens = batch.usage.inputTokens;
  return { object: 'list', model: 'test-embedding', data, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}

function embeddingOf(row: Float32Array, fault: EmbeddingFault | undefined): readonly unknown[] {
  if (fault === 'not-numbers') return [...row].map(() => 'x');
  return [...row].map((value) => (fault === 'zero-row' ? 0 : value * 3));
}
