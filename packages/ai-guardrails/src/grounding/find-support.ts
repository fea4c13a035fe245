import type { TextSpan } from '@org/ai-core';
import type { Evidence } from './evidence.ts';
import { tokensOf, type Token } from './tokens.ts';

/** Where a passage supports a sentence, in offsets of the passage's text. */
export interface Support extends TextSpan {
  /** `verbatim`: the same words in the same order. `lexical`: enough of the same words; not proof that the sentence follows. */
  readonly kind: 'verbatim' | 'lexical';
  /** Share of the sentence's content words that the span holds. */
  readonly coverage: number;
}

/**
 * Least share of a paraphrase's content words that one sentence of the passage, or two neighbours, must hold.
 * Numbers and negations must all be there, and no negation may be lost.
 */
export const leastCoverage = 0.7;

const listMark = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
/** What rails leave in place of something: no words of the model's. Only known marks: any other bracket could spell a message. */
const railMark =
  /\[(?:link|image|instruction|hidden text|content) removed\]|\[(?:EMAIL_ADDRESS|PHONE_NUMBER|CREDIT_CARD|IBAN_CODE|US_SSN|IP_ADDRESS|SECRET)\]/g;

/**
 * Looks for the place in a passage that supports a sentence: first the same words in the same order, then a lexical check.
 * The lexical check catches invented facts, figures and foreign text; it is not entailment, and a sentence that turns the same words around passes it.
 */
export function findSupport(sentence: string, evidence: Evidence): Support | undefined {
  const tokens = ownWords(sentence);
  if (tokens.length < 2 || !tokens.some((token) => token.kind === 'content' || token.kind === 'number'))
    return undefined;
  return verbatim(tokens, evidence) ?? lexical(tokens, evidence);
}

/** The words of what a sentence says itself, without its citation markers. */
export function ownWords(sentence: string): readonly Token[] {
  return tokensOf(ownText(sentence));
}

/** The model's own text: without the mark of a list item, and without what rails left in place of something. */
export function ownText(sentence: string): string {
  return sentence.replace(listMark, '').replace(railMark, ' ');
}

function verbatim(tokens: readonly Token[], evidence: Evidence): Support | undefined {
  const source = evidence.tokens;
  for (let start = 0; start + tokens.length <= source.length; start++) {
    let length = 0;
    while (length < tokens.length && source[start + length]?.form === tokens[length]?.form) length++;
    if (length < tokens.length) continue;
    if (losesNegation(start, start + length, evidence)) continue;
    const span = spanOf(start, start + length, evidence);
    if (span !== undefined) return { ...span, kind: 'verbatim', coverage: 1 };
  }
  return undefined;
}

/** Whether the words before or behind, in the same sentence, turn the quoted ones around. */
function losesNegation(from: number, to: number, evidence: Evidence): boolean {
  return evidence.sentences
    .filter((sentence) => sentence.from < to && from < sentence.to)
    .some((sentence) =>
      evidence.tokens
        .slice(sentence.from, sentence.to)
        .some(
          (token, index) => token.kind === 'negation' && (sentence.from + index < from || sentence.from + index >= to),
        ),
    );
}

/** The place of tokens `[from, to)`; a quote takes along the marks with which its first and last sentence begin and end. */
function spanOf(from: number, to: number, evidence: Evidence): TextSpan | undefined {
  const first = evidence.tokens[from];
  const last = evidence.tokens[to - 1];
  if (first === undefined || last === undefined) return undefined;
  const start = evidence.sentences.find((sentence) => sentence.from === from)?.start ?? first.start;
  const end = evidence.sentences.find((sentence) => sentence.to === to)?.end ?? last.end;
  return { start, end };
}

function lexical(tokens: readonly Token[], evidence: Evidence): Support | undefined {
  const content = new Set(tokens.filter((token) => token.kind === 'content').map((token) => token.stem));
  const numbers = new Set(tokens.filter((token) => token.kind === 'number').map((token) => token.form));
  if (content.size < 2) return undefined;
  let best: Support | undefined;
  for (const [index, sentence] of evidence.sentences.entries()) {
    const neighbour = evidence.sentences[index + 1];
    const windows = neighbour?.from === sentence.to ? [sentence, neighbour] : [sentence];
    for (const { to, end } of windows) {
      const window = evidence.tokens.slice(sentence.from, to);
      const stems = new Set(window.map((token) => token.stem));
      const coverage = [...content].filter((stem) => stems.has(stem)).length / content.size;
      if (coverage < leastCoverage || coverage <= (best?.coverage ?? 0)) continue;
      const forms = new Set(window.map((token) => token.form));
      if ([...numbers].some((number) => !forms.has(number))) continue;
      // A negation belongs to its own sentence: what a neighbour denies says nothing about this one.
      if (hasNegation(window) !== hasNegation(tokens) || (to !== sentence.to && hasNegation(window))) continue;
      best = { start: sentence.start, end, kind: 'lexical', coverage };
    }
  }
  return best;
}

function hasNegation(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.kind === 'negation');
}
