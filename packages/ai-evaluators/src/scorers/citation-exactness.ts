import type { Scorer } from './scorer.ts';

/** A quote and where it is said to stand: UTF-16 offsets, end exclusive. */
export interface QuotedSpan {
  readonly document: string;
  readonly quote: string;
  readonly start: number;
  readonly end: number;
}

/** Where citations and the cited texts are found. */
export interface CitationExactnessOptions<Output> {
  /** @defaultValue 'citation-exactness' */
  readonly id?: string | undefined;
  /** Everything that the output quotes. */
  readonly citations: (output: Output) => readonly QuotedSpan[];
  /** The text that offsets count in, read independently of the output; undefined when there is no such document. */
  readonly text: (
    document: string,
    options: { readonly caseId: string; readonly signal: AbortSignal },
  ) => string | undefined | Promise<string | undefined>;
}

/**
 * Scores 1 when every citation's quote equals `text.slice(start, end)` of its document and is not empty; outputs without a citation are not scored.
 *
 * @example
 * ```ts
 * import { citationExactness, type QuotedSpan } from '@org/ai-evaluators';
 *
 * const texts = new Map([['handbook.md', 'Refunds take five days.']]);
 * const exact = citationExactness({
 *   citations: (output: { citations: QuotedSpan[] }) => output.citations,
 *   text: (document) => texts.get(document),
 * });
 * ```
 */
export function citationExactness<Output>(options: CitationExactnessOptions<Output>): Scorer<unknown, Output, unknown> {
  const { id = 'citation-exactness', citations, text } = options;
  return {
    id,
    version: '1',
    interval: 'wilson',
    async score({ case: { id: caseId }, output, signal }) {
      const all = citations(output);
      if (all.length === 0) return { kind: 'not-applicable', reason: 'the output cites nothing' };
      for (const citation of all) {
        if (!isExact(citation, await text(citation.document, { caseId, signal }))) return { kind: 'value', value: 0 };
      }
      return { kind: 'value', value: 1 };
    },
  };
}

function isExact({ quote, start, end }: QuotedSpan, text: string | undefined): boolean {
  if (text === undefined || quote === '' || !Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return false;
  // slice() takes negative offsets for distances from the end.
  return start >= 0 && end <= text.length && text.slice(start, end) === quote;
}
