import type { TextSpan } from '@org/ai-core';
import { findSupport, ownWords, sentencesOf, trimSpan, untrustedMark, type Support } from '@org/ai-guardrails';
import type { AnswerCitation, AnswerDecision, WithholdReason } from '../answer.ts';
import { notInDocuments } from '../prompt.ts';
import type { ScreenedPassage } from '../screen-passages.ts';
import type { Statement } from '../statement/statement-reader.ts';
import { createContradictions } from './contradictions.ts';
import type { Quoter } from './quote.ts';
import { visible } from './visible.ts';

/** Text that may go out, with the citations that it brings along. */
interface VerifiedText {
  readonly text: string;
  readonly citations: readonly { readonly marker: number; readonly citation: AnswerCitation }[];
}

/** Decides sentence by sentence what of a model's answer is given to the reader. */
export interface Verifier {
  verify(statement: Statement): Promise<VerifiedText | undefined>;
  readonly citations: readonly AnswerCitation[];
  readonly decisions: readonly AnswerDecision[];
  readonly sentences: number;
  readonly released: number;
}

const maxCitationsPerSentence = 3;
/**
 * A sentence goes out only when a cited passage supports it and the quote can be cut out of the document; one whose only support is untrusted, or into which words of an untrusted passage were worked, goes out with {@link untrustedMark}.
 * Everything else is withheld, with a decision that says why and never what. Markers are counted anew: `[n]` is the n-th citation.
 */
export function createVerifier(
  passages: readonly ScreenedPassage[],
  quote: Quoter,
  vocabulary: 'open' | 'closed' = 'open',
): Verifier {
  const citations: AnswerCitation[] = [];
  const decisions: AnswerDecision[] = [];
  const given = new Set<string>();
  const contradictions = createContradictions(passages);
  let sentences = 0;
  let released = 0;

  const withhold = (reason: WithholdReason): void => {
    decisions.push({
      step: 'verify',
      subject: 'sentence',
      number: sentences,
      action: 'withhold',
      reason,
      findings: [],
    });
    return undefined;
  };

  const cite = async (
    sentence: string,
    cited: readonly ScreenedPassage[],
  ): Promise<{ readonly found: readonly AnswerCitation[]; readonly trusted: ReadonlySet<string> } | undefined> => {
    let isSupported = false;
    const found: AnswerCitation[] = [];
    const trusted = new Set<string>();
    for (const { passage, evidence } of cited) {
      if (found.length === maxCitationsPerSentence) break;
      const support = findSupport(sentence, evidence);
      if (support === undefined || (await isTwisted(sentence, support, passage))) continue;
      isSupported = true;
      const citation = await quote(passage, support, evidence.removed);
      if (citation === undefined) continue;
      found.push(citation);
      if (citation.trust === 'untrusted') continue;
      for (const { start, end, stem } of evidence.tokens)
        if (start >= support.start && end <= support.end) trusted.add(stem);
    }
    if (found.length > 0) return { found, trusted };
    withhold(isSupported ? 'not-quotable' : 'not-supported');
    return undefined;
  };

  let known: ReadonlySet<string> | undefined;
  const hasForeignWords = (sentence: string): boolean => {
    known ??= new Set(passages.flatMap(({ evidence }) => evidence.tokens.map(({ stem }) => stem)));
    return ownWords(sentence).some(({ kind, stem }) => kind !== 'function' && known?.has(stem) === false);
  };

  /** Words that stand as they are cannot be twisted; others are held against the passage once more. */
  const isTwisted = async (
    sentence: string,
    { kind }: Support,
    passage: ScreenedPassage['passage'],
  ): Promise<boolean> => kind === 'lexical' && (await contradictions.isTwisted(sentence, passage));

  /** The place where a trusted passage says otherwise, as a citation to be shown beside the mark. */
  const otherwise = async (sentence: string): Promise<AnswerCitation | undefined> => {
    const found = await contradictions.trustedOtherwise(sentence);
    if (found === undefined) return undefined;
    const citation = await quote(found.passage, found.place, found.evidence.removed);
    return citation === undefined ? undefined : { ...citation, isDisagreeing: true };
  };

  const markerOf = (citation: AnswerCitation): { readonly marker: number; readonly isNew: boolean } => {
    const { document, span } = citation;
    const known = citations.findIndex(
      (other) => other.document === document && other.span.start === span.start && other.span.end === span.end,
    );
    return known === -1 ? { marker: citations.push(citation), isNew: true } : { marker: known + 1, isNew: false };
  };

  /** Whether words that the trusted support lacks may come from an untrusted passage that the model has read. */
  const borrows = (sentence: string, trusted: ReadonlySet<string>): boolean => {
    const foreign = ownWords(sentence).filter(({ kind, stem }) => kind !== 'function' && !trusted.has(stem));
    if (foreign.length === 0) return false;
    const stems = new Set(foreign.map(({ stem }) => stem));
    return passages.some(
      ({ passage, evidence }) =>
        passage.origin.trust === 'untrusted' && evidence.tokens.some(({ stem }) => stems.has(stem)),
    );
  };

  const release = async (
    sentence: string,
    gap: string,
    tail: string,
    cited: readonly ScreenedPassage[],
  ): Promise<VerifiedText | undefined> => {
    sentences += 1;
    if (vocabulary === 'closed' && hasForeignWords(sentence)) {
      withhold('foreign-words');
      return undefined;
    }
    const support = await cite(sentence, cited);
    if (support === undefined) return undefined;
    const { found: supports, trusted } = support;
    const key = sentence.replace(/\s+/g, ' ');
    if (given.has(key)) {
      withhold('repeated');
      return undefined;
    }
    given.add(key);
    const isTrusted = supports.some(({ trust }) => trust === 'trusted') && !borrows(sentence, trusted);
    const marked = supports.map((citation) => ({ ...markerOf(citation), citation }));
    const markers = [...new Set(marked.map(({ marker }) => `[${marker}]`))].join('');
    let mark = '';
    if (!isTrusted) {
      mark = ` ${untrustedMark}`;
      const other = await otherwise(sentence);
      if (other !== undefined) {
        const compared = { ...markerOf(other), citation: other };
        mark += ` (compare [${compared.marker}])`;
        marked.push(compared);
      }
    }
    const lead = released === 0 ? '' : spaceOf(gap);
    released += 1;
    return {
      text: `${lead}${sentence}${endsInFence(sentence) ? '\n' : ' '}${markers}${mark}${tail}`,
      citations: marked.filter(({ isNew }) => isNew).map(({ marker, citation }) => ({ marker, citation })),
    };
  };

  return {
    citations,
    decisions,
    get sentences() {
      return sentences;
    },
    get released() {
      return released;
    },
    async verify(statement) {
      const text = visible(statement.text);
      const cited = passages.filter(({ number }) => statement.markers.includes(number));
      const spans = cited.length === 0 ? sentencesOf(text) : unitsOf(text, cited);
      const results: VerifiedText[] = [];
      let end = 0;
      for (const [index, span] of spans.entries()) {
        const sentence = text.slice(span.start, span.end);
        if (sentence === notInDocuments) continue;
        if (cited.length === 0) {
          sentences += 1;
          withhold(statement.markers.length === 0 ? 'no-citation' : 'unknown-citation');
          continue;
        }
        const tail = index === spans.length - 1 ? statement.tail : '';
        const result = await release(sentence, text.slice(end, span.start), tail, cited);
        end = span.end;
        if (result !== undefined) results.push(result);
      }
      if (results.length === 0) return undefined;
      return {
        text: results.map((result) => result.text).join(''),
        citations: results.flatMap((result) => result.citations),
      };
    },
  };
}

/** The whole statement where a cited passage holds it word for word, as a list with its lead-in; else its sentences. */
function unitsOf(text: string, cited: readonly ScreenedPassage[]): readonly TextSpan[] {
  const whole = trimSpan(text, 0, text.length);
  if (whole.end === whole.start) return [];
  const statement = text.slice(whole.start, whole.end);
  const isVerbatim = cited.some(({ evidence }) => findSupport(statement, evidence)?.kind === 'verbatim');
  return isVerbatim ? [whole] : sentencesOf(text);
}

/** Whether the last line is the fence of a code block: what stands behind it there is not shown. */
function endsInFence(sentence: string): boolean {
  return /^\s*(?:```|~~~)/.test(sentence.slice(sentence.lastIndexOf('\n') + 1));
}

function spaceOf(gap: string): string {
  const lines = gap.split('\n').length - 1;
  return lines === 0 ? ' ' : lines === 1 ? '\n' : '\n\n';
}
