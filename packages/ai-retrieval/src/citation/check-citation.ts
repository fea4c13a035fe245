import type { Citation } from '@org/ai-core';
import { digestNow } from '../internal/digest-text.ts';
import { findQuote } from './find-quote.ts';
import { verifyCitation } from './verify-citation.ts';

/**
 * What became of a citation when it was held against its source: it holds; it holds at another place or with other white space (`repaired`); the text has no such quote;
 * the text is another one than was cited; or there is no text (deleted, or not readable for whoever asks: the same).
 */
export type CitationStatus = 'verified' | 'repaired' | 'not-found' | 'source-changed' | 'source-unavailable';

/** A citation with what became of it. `isVerified` is true for `verified` and `repaired` alone. */
export interface CheckedCitation {
  readonly citation: Citation;
  readonly status: CitationStatus;
}

/**
 * Holds a citation against the text of its document as the reader may see it now, and mends what can be mended: a quote that stands elsewhere gets its true span, one that was reflowed the words of the source.
 * A quote of a text that has changed since is never taken for one, even when its words are still there: who cited it saw another document.
 *
 * @example
 * ```ts
 * import type { CallContext, Citation } from '@org/ai-core';
 * import { checkCitation, type CheckedCitation, type FolderIndex } from '@org/ai-retrieval';
 *
 * export async function recheck(citation: Citation, index: FolderIndex, context: CallContext): Promise<CheckedCitation> {
 *   return checkCitation(citation, (await index.readDocument(citation.document, context))?.text);
 * }
 * ```
 */
export function checkCitation(citation: Omit<Citation, 'isVerified'>, text: string | undefined): CheckedCitation {
  const failed = (status: CitationStatus): CheckedCitation => ({
    citation: { ...citation, isVerified: false },
    status,
  });
  if (text === undefined) return failed('source-unavailable');
  if (digestNow(text) !== citation.digest) return failed('source-changed');
  if (verifyCitation(citation, text)) return { citation: { ...citation, isVerified: true }, status: 'verified' };
  const span = findQuote(text, citation.quote, citation.span);
  if (span === undefined) return failed('not-found');
  const quote = text.slice(span.start, span.end);
  return { citation: { ...citation, span, quote, isVerified: true }, status: 'repaired' };
}
