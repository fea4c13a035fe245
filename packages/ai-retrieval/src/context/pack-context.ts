import { AiError, estimateTokens, type Passage } from '@org/ai-core';
import { containment, shinglesOf } from './similarity.ts';

/** What fits into a prompt. */
export interface PackOptions {
  /** All passages together, with what the caller puts around each. */
  readonly maxTokens: number;
  /** Tokens around a passage: its number, source and separator. @defaultValue 16 */
  readonly overheadTokens?: number | undefined;
  /** @defaultValue an estimate from characters; give the model's own counter where the limit is tight */
  readonly countTokens?: ((text: string) => number) | undefined;
  /** Share of the shorter passage's runs of five words that make it a repetition of one before, above 0 to 1. @defaultValue 0.8 */
  readonly duplicateShare?: number | undefined;
  /** `relevance`: best first. `edges`: best first, second last, and so on inwards, for models that read the middle of long prompts worst (Liu et al. 2023). `document`: as they stand in their documents. @defaultValue relevance */
  readonly order?: 'relevance' | 'edges' | 'document' | undefined;
}

/** What goes into the prompt, and what was left out of it and why. */
export interface PackedContext<P extends Passage = Passage> {
  readonly passages: readonly P[];
  readonly tokens: number;
  readonly omitted: readonly { readonly passage: P; readonly reason: 'duplicate' | 'budget' }[];
}

/**
 * Chooses passages for a prompt: in the given order, leaving out repetitions (a passage that overlaps one before it in its document, or says the same in another) and what does not fit; a shorter one further down may still fit.
 * A passage goes in whole or not at all, so that every citation keeps its span.
 *
 * @throws AiError `invalid-input` when an option is out of its range, or countTokens gives no number
 * @example
 * ```ts
 * import type { Passage } from '@org/ai-core';
 * import { packContext } from '@org/ai-retrieval';
 *
 * export function sources(passages: readonly Passage[]): string {
 *   const packed = packContext(passages, { maxTokens: 2_000 });
 *   return packed.passages.map(({ text }, index) => `[${String(index + 1)}] ${text}`).join('\n\n');
 * }
 * ```
 */
export function packContext<P extends Passage>(passages: readonly P[], options: PackOptions): PackedContext<P> {
  const { maxTokens, overheadTokens = 16, countTokens = estimateTokens, order = 'relevance' } = options;
  const { duplicateShare = 0.8 } = options;
  if (!(maxTokens > 0)) throw new AiError('invalid-input', 'maxTokens must be a number above 0');
  if (!(overheadTokens >= 0)) throw new AiError('invalid-input', 'overheadTokens must be a number of at least 0');
  if (!(duplicateShare > 0 && duplicateShare <= 1))
    throw new AiError('invalid-input', 'duplicateShare must be above 0 and at most 1');
  const kept: { readonly passage: P; readonly shingles: ReadonlySet<string> }[] = [];
  const omitted: { readonly passage: P; readonly reason: 'duplicate' | 'budget' }[] = [];
  let tokens = 0;
  for (const passage of passages) {
    const shingles = shinglesOf(passage.text);
    if (
      kept.some((other) => overlaps(passage, other.passage) || containment(shingles, other.shingles) >= duplicateShare)
    ) {
      omitted.push({ passage, reason: 'duplicate' });
      continue;
    }
    const cost = countTokens(passage.text) + overheadTokens;
    if (!(cost >= 0)) throw new AiError('invalid-input', 'countTokens must give a number of at least 0');
    if (tokens + cost > maxTokens) {
      omitted.push({ passage, reason: 'budget' });
      continue;
    }
    tokens += cost;
    kept.push({ passage, shingles });
  }
  return {
    passages: arranged(
      kept.map(({ passage }) => passage),
      order,
    ),
    tokens,
    omitted,
  };
}

function overlaps(a: Passage, b: Passage): boolean {
  return a.document === b.document && a.span.start < b.span.end && b.span.start < a.span.end;
}

function arranged<P extends Passage>(passages: readonly P[], order: NonNullable<PackOptions['order']>): readonly P[] {
  if (order === 'edges') {
    const front = passages.filter((_, place) => place % 2 === 0);
    const back = passages.filter((_, place) => place % 2 === 1);
    return [...front, ...back.reverse()];
  }
  if (order === 'relevance') return passages;
  // Documents in the order of their best passages.
  const first = new Map<string, number>();
  for (const [place, { document }] of passages.entries()) if (!first.has(document)) first.set(document, place);
  const placeOf = ({ document }: P): number => first.get(document) ?? 0;
  return [...passages].sort((a, b) => placeOf(a) - placeOf(b) || a.span.start - b.span.start);
}
