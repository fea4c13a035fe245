import type { CallContext } from '@org/ai-core';
import { alignmentsOf } from './alignment.ts';
import { isCheckable, isForeign } from './checkable.ts';
import type { CitedSentence } from './cited-sentences.ts';
import { ownText } from './find-support.ts';
import { CANDIDATES, entailedAt, rerankPlaces, type GroundingModels } from './judges.ts';
import { allChecks, type MismatchChecks } from './mismatch.ts';
import { prepareSources, type GroundingPassage, type Sources } from './sources.ts';
import { scoreAt, scoreClaim, type ClaimScore } from './score-claim.ts';
import { isTelling, plainOf, termsOf, type Term } from './term.ts';
import type { GroundingPlace, GroundingReason, GroundingStatus, SentenceVerdict } from './verdict.ts';

/** What sentences are held against, and how strictly. */
export interface Checker {
  check(sentence: CitedSentence): SentenceVerdict | Promise<SentenceVerdict>;
}

/** `closed`: a sentence with a word or number that no passage holds is unsupported, whatever else it says. */
export type Vocabulary = 'open' | 'closed';

/** How a checker is made. */
export interface CheckerOptions {
  readonly passages: readonly GroundingPassage[];
  readonly threshold: number;
  readonly vocabulary?: Vocabulary | undefined;
  readonly models?: (GroundingModels & { readonly context: CallContext }) | undefined;
  readonly checks?: MismatchChecks | undefined;
  /** Tests let untrusted passages count as trusted, to see that it is noticed. */
  readonly isTrusting?: boolean | undefined;
}

/** How much of a claim a trusted passage must hold to be said to disagree with it; more where only words of the claim are missing. */
const SAME_SUBJECT = 0.5;
const SAME_WORDS = 0.6;
const MOST_PREPARED = 16;
/** Sentences that are kept in mind with their verdicts, and how long they may be. */
const CLAIMS = 64;
const LONGEST_KEPT = 256;
const clauseEnds = /[:;|"“”«»()]+|&quot;/;
/** What may cut a claim into clauses, as written or by a character reference or compatibility form. */
// eslint-disable-next-line no-control-regex -- the range is all of ASCII
const cuts = /[:;|"()&]|[^\x00-\x7f]/;
const LEAST_CLAUSE = 3;

/** Prepares passages and holds one sentence after the other against them. */
export function createChecker(options: CheckerOptions): Checker {
  const { passages, threshold, models, vocabulary = 'open', checks = allChecks } = options;
  const isTrusted = (index: number): boolean =>
    options.isTrusting === true || passages[index]?.origin?.trust !== 'untrusted';
  const prepared = new Map<string, { readonly sources: Sources; readonly indices: readonly number[] }>();
  const sourcesOf = (
    indices: readonly number[],
  ): { readonly sources: Sources; readonly indices: readonly number[] } => {
    const key = indices.join(' ');
    const known = prepared.get(key);
    if (known !== undefined) return known;
    const made = { sources: prepareSources(indices.flatMap((index) => passages[index] ?? [])), indices };
    // An answer that cites ever new combinations does not fill the memory.
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(key, made);
    return made;
  };
  const everything = passages.map((_, index) => index);

  const scored = (claim: string, terms: readonly Term[], sources: Sources): Scored | Promise<Scored> => {
    const { entailment, reranker, context } = models ?? {};
    if (context === undefined || (entailment === undefined && reranker === undefined)) {
      return scoreClaim(terms, sources, checks);
    }
    return judged(claim, terms, sources, { entailment, reranker, context }, checks);
  };

  /** What was said of a sentence holds wherever it stands again. A model is asked each time. */
  const known = new Map<string, SentenceVerdict>();
  const check = (sentence: CitedSentence): SentenceVerdict | Promise<SentenceVerdict> => {
    const { start, end, claim, markers } = sentence;
    if (models !== undefined || markers.length > 0 || claim.length > LONGEST_KEPT) return checkAnew(sentence);
    const kept = known.get(claim);
    if (kept !== undefined) return { ...kept, start, end };
    const verdict = checkAnew(sentence);
    if (known.size >= CLAIMS) known.clear();
    if (!(verdict instanceof Promise)) known.set(claim, verdict);
    return verdict;
  };

  const checkAnew = (sentence: CitedSentence): SentenceVerdict | Promise<SentenceVerdict> => {
    const { start, end, claim, markers } = sentence;
    const all = sourcesOf(everything).sources;
    const terms = termsOf(ownText(claim));
    const base = { start, end, cited: everything };
    if (vocabulary === 'closed' && terms.some((term) => isForeign(term, all))) {
      return { ...base, status: 'unsupported', score: 0, reasons: ['vocabulary'] };
    }
    if (!isCheckable(claim, terms, all)) {
      const { score } = scoreClaim(terms, all, checks);
      return { ...base, status: 'not-checkable', score: Math.min(1, score), reasons: [] };
    }
    const cited = markers.length === 0 ? everything : everything.filter((index) => markers.includes(index + 1));
    if (cited.length === 0) return { ...base, cited, status: 'unsupported', score: 0, reasons: ['citation'] };
    const trusted = cited.filter(isTrusted);
    const { sources, indices } = sourcesOf(cited);
    const conclude = (whole: Scored, own: Scored): SentenceVerdict => {
      const status = statusOf(whole, own);
      const isOwn = status === 'supported' && trusted.length > 0;
      const { score, mismatches, reason } = isOwn ? own : whole;
      const support = isOwn ? placeOf(own, trusted) : placeOf(whole, indices);
      const reasons: GroundingReason[] = [...mismatches, ...(reason === undefined ? [] : [reason])];
      if (status === 'unsupported' && reasons.length === 0) reasons.push('words');
      const disagreement = status === 'supported' ? undefined : disagreementWith(ownText(claim), terms);
      return { start, end, cited, status, score: Math.min(1, score), reasons, support, disagreement };
    };
    const whole = scored(claim, terms, sources);
    if (trusted.length === cited.length)
      return whole instanceof Promise ? whole.then((each) => conclude(each, each)) : conclude(whole, whole);
    const own = trusted.length === 0 ? nothing : scored(claim, terms, sourcesOf(trusted).sources);
    if (!(whole instanceof Promise) && !(own instanceof Promise))
      return conclude(whole, guardBorrowed(own, terms, trusted));
    return Promise.all([whole, own]).then(([one, other]) => conclude(one, guardBorrowed(other, terms, trusted)));
  };

  const statusOf = (whole: Scored, own: Scored): GroundingStatus => {
    if (own.score >= threshold) return 'supported';
    return whole.score >= threshold ? 'supported-by-untrusted-only' : 'unsupported';
  };

  /** Words that trusted passages lack and an untrusted one has were worked in from there. */
  const guardBorrowed = (own: Scored, terms: readonly Term[], trusted: readonly number[]): Scored => {
    const { sources } = sourcesOf(trusted);
    const all = sourcesOf(everything).sources;
    const isBorrowed = terms.some(
      ({ key, kind }) => kind !== 'function' && sources.placesOf(key).length === 0 && all.placesOf(key).length > 0,
    );
    return isBorrowed ? nothing : own;
  };

  /** A claim may stand in a table, behind a colon or in quotation marks, so that its clauses are looked at as well. */
  const disagreementWith = (claim: string, all: readonly Term[]): GroundingPlace | undefined => {
    // Too little is said as a whole, and nothing cuts it into clauses in which more would be read.
    if (!cuts.test(claim) && all.filter(isTelling).length < LEAST_CLAUSE) return undefined;
    const trusted = everything.filter(isTrusted);
    if (trusted.length === 0) return undefined;
    const { sources } = sourcesOf(trusted);
    for (const clause of new Set([claim, ...plainOf(claim).split(clauseEnds)])) {
      const terms = termsOf(clause);
      if (terms.filter(isTelling).length < LEAST_CLAUSE) continue;
      const found = scoreClaim(terms, sources, checks);
      const coverage = found.alignment?.coverage ?? 0;
      const isOtherwise =
        found.mismatches.length > 0 ? coverage >= SAME_SUBJECT : coverage >= SAME_WORDS && coverage < 1;
      if (isOtherwise) return placeOf(found, trusted);
    }
    return undefined;
  };

  return { check };
}

interface Scored extends ClaimScore {
  readonly reason?: 'entailment' | undefined;
}

const nothing: Scored = { score: 0, alignment: undefined, mismatches: [] };

async function judged(
  claim: string,
  terms: readonly Term[],
  sources: Sources,
  models: GroundingModels & { readonly context: CallContext },
  checks: MismatchChecks,
): Promise<Scored> {
  const { entailment, reranker, context } = models;
  const near = alignmentsOf(terms.filter(isTelling), sources, CANDIDATES);
  const places = reranker === undefined ? near : await rerankPlaces(claim, near, sources, reranker, context);
  const lexical = scoreAt(terms, places.slice(0, 3), sources, checks);
  if (entailment === undefined || lexical.mismatches.some((each) => each === 'number' || each === 'name'))
    return lexical;
  const found = await entailedAt(claim, places, sources, entailment, context);
  if (found === undefined) return lexical;
  const score = Math.max(0, found.entailed - found.contradicted);
  return { score, alignment: found.alignment, mismatches: [], reason: score < 1 - score ? 'entailment' : undefined };
}

function placeOf({ alignment }: ClaimScore, indices: readonly number[]): GroundingPlace | undefined {
  if (alignment === undefined) return undefined;
  const { from, to } = alignment;
  return { passage: indices[from.passage] ?? 0, start: from.start, end: to.end };
}
