import type { CallContext, Passage, TextSpan } from '@org/ai-core';
import { tokensOf, trimSpan, type Guard } from '@org/ai-guardrails';
import type { AnswerCitation } from '../answer.ts';
import type { ReadableDocument, RagIndex } from '../rag-index.ts';

/** Turns a place in a passage into a citation that its reader can check; undefined when it cannot be one. */
export type Quoter = (
  passage: Passage,
  support: TextSpan,
  removed: readonly TextSpan[],
) => Promise<AnswerCitation | undefined>;

/**
 * Makes citations for one answer. The document is read with the rights of who asks, and the quote is cut out of it: `quote === text.slice(start, end)`.
 * A quote is shown to people, so it passes the output rails: what they would change is left out of it, down to the longest piece that stays as it is.
 */
export function createQuoter(parts: {
  readonly index: Pick<RagIndex, 'readDocument'>;
  readonly guard: Pick<Guard, 'check'>;
  readonly context: CallContext;
}): Quoter {
  const { index, guard, context } = parts;
  const documents = new Map<string, Promise<ReadableDocument | undefined>>();
  const read = (id: string): Promise<ReadableDocument | undefined> => {
    const known = documents.get(id) ?? index.readDocument(id, context);
    documents.set(id, known);
    return known;
  };

  return async (passage, support, removed) => {
    const document = await read(passage.document);
    if (document?.digest !== passage.digest) return undefined;
    const offset = passage.span.start;
    if (document.text.slice(offset, passage.span.end) !== passage.text) return undefined;
    const at = ({ start, end }: TextSpan): TextSpan => ({ start: offset + start, end: offset + end });
    const check = (quote: string): ReturnType<Guard['check']> =>
      guard.check(quote, { stage: 'output', context, origin: passage.origin });
    const span = await quotable(document.text, at(support), removed.map(at), check);
    if (span === undefined) return undefined;
    // Whoever wrote the document wrote its title, too.
    const named = document.title ?? document.headings?.[0]?.title ?? document.id;
    const decision = await check(named);
    const title = decision.action === 'allow' ? named : decision.action === 'redact' ? decision.text : document.id;
    return {
      document: document.id,
      digest: document.digest,
      span,
      quote: document.text.slice(span.start, span.end),
      isVerified: true,
      title,
      trust: passage.origin.trust,
    };
  };
}

async function quotable(
  text: string,
  span: TextSpan,
  removed: readonly TextSpan[],
  check: (quote: string) => ReturnType<Guard['check']>,
): Promise<TextSpan | undefined> {
  const first = longestPiece(text, span, removed);
  if (first === undefined) return undefined;
  const decision = await check(text.slice(first.start, first.end));
  if (decision.action === 'allow') return first;
  if (decision.action !== 'redact') return undefined;
  const found = decision.findings.map(({ start, end }) => ({ start: first.start + start, end: first.start + end }));
  const second = longestPiece(text, first, found);
  if (second === undefined) return undefined;
  return (await check(text.slice(second.start, second.end))).action === 'allow' ? second : undefined;
}

/** The end of a sentence that was cut off is no beginning of a quote. */
function behindMarks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && '.,;:!?)]}>\n\r\t '.includes(text.charAt(at))) at++;
  return at;
}

/** The longest piece of a span between gaps that still says something. */
function longestPiece(text: string, span: TextSpan, gaps: readonly TextSpan[]): TextSpan | undefined {
  const inside = gaps.filter((gap) => gap.start < span.end && span.start < gap.end);
  if (inside.length === 0) return span;
  let best: TextSpan | undefined;
  let start = span.start;
  for (const gap of [...inside.sort((a, b) => a.start - b.start), { start: span.end, end: span.end }]) {
    const piece = trimSpan(text, behindMarks(text, start, gap.start), gap.start);
    if (piece.end - piece.start > (best === undefined ? 0 : best.end - best.start)) best = piece;
    start = Math.max(start, gap.end);
  }
  if (best === undefined) return undefined;
  return tokensOf(text.slice(best.start, best.end)).length >= 2 ? best : undefined;
}
