import { AiError, type CallContext, type Passage, type RerankModel } from '@org/ai-core';

/** What to order anew. */
export interface RerankRequest<P extends Passage = Passage> {
  readonly query: string;
  readonly passages: readonly P[];
  /** Passages to give. @defaultValue all */
  readonly limit?: number | undefined;
}

/**
 * Orders passages by a rerank model, which reads each with its headings. Scores become the model's; everything else of a passage stays, above all where it comes from.
 * The model's answer is checked: a place that is out of range or named twice, or a score that is no number, is a fault and never a shorter or repeated list. What the model leaves out follows in the old order.
 *
 * @throws AiError `protocol` for an answer that is none, `invalid-input` for a limit below 1, and what the model throws
 */
export async function rerankPassages<P extends Passage>(
  model: RerankModel,
  request: RerankRequest<P>,
  context: CallContext,
): Promise<readonly P[]> {
  const { query, passages, limit = Math.max(1, passages.length) } = request;
  if (!Number.isInteger(limit) || limit < 1)
    throw new AiError('invalid-input', 'limit must be a whole number of at least 1');
  if (passages.length === 0) return [];
  const documents = passages.map(({ headingPath, text }) => [headingPath.join(' > '), text].filter(Boolean).join('\n'));
  const { ranking } = await model.rerank({ query, documents }, context);
  const taken = new Set<number>();
  const ordered: P[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (const { index, score } of ranking) {
    const passage = Number.isInteger(index) ? passages[index] : undefined;
    if (passage === undefined || taken.has(index) || !Number.isFinite(score)) {
      throw new AiError('protocol', 'the rerank model must name each place at most once, with a finite score');
    }
    taken.add(index);
    ordered.push({ ...passage, score });
    lowest = Math.min(lowest, score);
  }
  ordered.sort((a, b) => b.score - a.score);
  const rest = passages.filter((_, index) => !taken.has(index));
  const below = Number.isFinite(lowest) ? lowest : 0;
  return [...ordered, ...rest.map((passage) => ({ ...passage, score: below }))].slice(0, limit);
}
