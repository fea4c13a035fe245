import type { Citation, TextSpan } from '@org/ai-core';
import { digestNow } from '../internal/digest-text.ts';

/**
 * Whether a citation holds: the text is the one that was cited (by its digest), and the quote stands at the span, to the character.
 *
 * @example
 * ```ts
 * import type { CallContext, Citation } from '@org/ai-core';
 * import { verifyCitation, type FolderIndex } from '@org/ai-retrieval';
 *
 * export async function check(citation: Citation, index: FolderIndex, context: CallContext): Promise<boolean> {
 *   const document = await index.readDocument(citation.document, context);
 *   return document !== undefined && verifyCitation(citation, document.text);
 * }
 * ```
 */
export function verifyCitation(citation: Omit<Citation, 'isVerified'>, text: string): boolean {
  const { digest, span, quote } = citation;
  return (
    isSpanOf(span, text) && quote !== '' && text.slice(span.start, span.end) === quote && digest === digestNow(text)
  );
}

function isSpanOf({ start, end }: TextSpan, text: string): boolean {
  return Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= text.length;
}
