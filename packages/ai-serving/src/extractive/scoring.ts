import type { Matching } from './matching.ts';
import type { Question } from './question.ts';
import { asksForOne, holdsKind } from './question.ts';
import type { ExtractiveThresholds } from './thresholds.ts';
import type { Unit } from './units/units.ts';
import { stopWords } from './words/stop-words.ts';
import { tokenize, type Token } from './words/tokens.ts';

/** A passage as it was given. */
export interface GivenPassage {
  readonly text: string;
  /** Title and headings that the caller knows of, beside those in the text. */
  readonly headings: string;
}

/** A unit of a passage with its words. */
export interface Candidate {
  readonly unit: Unit;
  readonly passage: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly stems: ReadonlySet<string>;
  readonly contextStems: ReadonlySet<string>;
}

/** A candidate with what its words are worth for each term of the question, 0 to 1. */
export interface Matched extends Candidate {
  readonly own: Float64Array;
  readonly context: Float64Array;
  readonly precision: number;
  readonly proximity: number;
}

/** How well a candidate answers. */
export interface Scored extends Matched {
  readonly score: number;
  /** Share of the question's weight that the unit and its surroundings cover. */
  readonly coverage: number;
  /** Share that the unit's own words cover. */
  readonly ownCoverage: number;
}

/** The question's terms with the weight that these passages give them. */
export interface Weights {
  readonly total: number;
  readonly of: Float64Array;
  /** Share of all weight that belongs to words in no passage. */
  readonly missing: number;
  readonly missingNames: number;
}

/** Prepares a unit for scoring. */
export function candidateOf(unit: Unit, passage: number, given: GivenPassage, question: Question): Candidate {
  const text = (unit.words ?? unit.spans).map((span) => given.text.slice(span.start, span.end)).join('\n');
  const tokens = tokenize(text);
  return {
    unit,
    passage,
    text,
    tokens,
    stems: new Set([...tokens.map((token) => token.stem), ...compoundsIn(tokens, question)]),
    contextStems: new Set(tokenize(`${given.headings} ${unit.context}`).map((token) => token.stem)),
  };
}

/** Stems of question words that the text writes in two: "roll back" holds `rollback`. */
function compoundsIn(tokens: readonly Token[], { words }: Question): readonly string[] {
  return tokens.flatMap(({ word }, at) => words.get(word + (tokens[at + 1]?.word ?? '')) ?? []);
}

/** Looks up what the candidate's words are worth. */
export function matched(candidate: Candidate, terms: number, matching: Matching): Matched {
  return {
    ...candidate,
    own: matching.credits(candidate.stems),
    context: matching.credits(candidate.contextStems),
    precision: precision(candidate.tokens, matching),
    proximity: proximity(candidate.tokens, terms, matching),
  };
}

/** Weighs the terms by how few units hold them (inverse document frequency over the units at hand). */
export function weigh(question: Question, candidates: readonly Matched[], thresholds: ExtractiveThresholds): Weights {
  const size = candidates.length + 5;
  const of = new Float64Array(question.terms.length);
  let total = 0;
  let missing = 0;
  let missingNames = 0;
  for (const [at, term] of question.terms.entries()) {
    let frequency = 0;
    let best = 0;
    for (const { own, context } of candidates) {
      frequency += own[at] ?? 0;
      best = Math.max(best, own[at] ?? 0, context[at] ?? 0);
    }
    const rarity = Math.log(1 + size / (frequency + 0.5)) / Math.log(1 + size / 0.5);
    const weight =
      (1 - thresholds.rarityShare + thresholds.rarityShare * rarity) *
      (term.isGeneric ? thresholds.genericWeight : term.isVerb ? thresholds.verbWeight : 1);
    of[at] = weight;
    total += weight;
    missing += weight * (1 - best);
    if (best === 0 && term.isName) missingNames += 1;
  }
  return { total, of, missing: total === 0 ? 1 : missing / total, missingNames };
}

/** Scores one candidate beside its neighbours in the same block and its passage. */
export function score(
  candidate: Matched,
  question: Question,
  weights: Weights,
  around: { readonly neighbours: readonly Matched[]; readonly passage: Float64Array },
  thresholds: ExtractiveThresholds,
): Scored {
  let covered = 0;
  let ownCovered = 0;
  let subjects = 0;
  let openSubjects = 0;
  for (const [at, weight] of weights.of.entries()) {
    const own = candidate.own[at] ?? 0;
    const beside = around.neighbours.reduce((most, { own: other }) => Math.max(most, other[at] ?? 0), 0);
    ownCovered += weight * own;
    const { isGeneric = true, isVerb = true } = question.terms[at] ?? {};
    if (!isGeneric && !isVerb) {
      subjects += 1;
      if (Math.max(own, candidate.context[at] ?? 0, beside) === 0) openSubjects += 1;
    }
    covered +=
      weight *
      Math.max(
        own,
        (candidate.context[at] ?? 0) * thresholds.headingCredit,
        beside * thresholds.neighbourCredit,
        (around.passage[at] ?? 0) * thresholds.passageCredit,
      );
  }
  const total = weights.total === 0 ? 1 : weights.total;
  const coverage = covered / total;
  const kind = holdsKind(question, candidate.text, candidate.unit.kind === 'row');
  const kindScore = kind === undefined ? 0 : kind ? thresholds.kindBonus : -thresholds.kindPenalty;
  const excessWords = Math.max(0, candidate.tokens.length - 40);
  return {
    ...candidate,
    coverage,
    ownCoverage: ownCovered / total,
    score:
      coverage +
      kindScore +
      statement(candidate, question, thresholds) -
      (subjects === 0 ? 0 : (thresholds.openPenalty * openSubjects) / subjects) +
      thresholds.precisionBonus * candidate.precision +
      thresholds.proximityBonus * candidate.proximity +
      thresholds.rankBonus / (1 + candidate.passage) -
      (candidate.unit.kind === 'list' && asksForOne(question) ? thresholds.listPenalty : 0) -
      (thresholds.lengthPenalty * excessWords) / 100,
  };
}

/** What it is worth that the unit counts what "how many" asks for (a number shortly before the word), or states what "what is the" asks for ("the rent is"). */
function statement(
  { tokens, unit }: Candidate,
  { counted, subject }: Question,
  thresholds: ExtractiveThresholds,
): number {
  if (counted === undefined && subject === undefined) return 0;
  const isStated = tokens.some(({ stem }, at) => {
    if (stem === counted) return [1, 2, 3].some((back) => isNumber(tokens[at - back]));
    return stem === subject && [1, 2].some((ahead) => copulas.has(tokens[at + ahead]?.word ?? ''));
  });
  if (isStated) return thresholds.statementBonus;
  // A table states without a verb.
  if (counted === undefined && unit.kind === 'row') return 0;
  return -(counted === undefined ? thresholds.statementPenalty : thresholds.countPenalty);
}

const copulas: ReadonlySet<string> = new Set(['is', 'are', 'was', 'were', 'amounts', 'stands', 'lies', 'must', 'may']);

function isNumber(token: Token | undefined): boolean {
  return token !== undefined && (/\d/.test(token.stem) || token.word === 'no' || token.word === 'none');
}

/** Share of the unit's content words that stand for a term of the question: how much of it is to the point. */
function precision(tokens: readonly Token[], matching: Matching): number {
  let content = 0;
  let hits = 0;
  for (const { word, stem } of tokens) {
    if (stopWords.has(word)) continue;
    content += 1;
    if (matching.hits(stem).length > 0) hits += 1;
  }
  return content === 0 ? 0 : hits / content;
}

/** Share of neighbouring pairs of question terms that stand within four words of each other. */
function proximity(tokens: readonly Token[], terms: number, matching: Matching): number {
  if (terms < 2) return 0;
  const last = new Array<number>(terms).fill(-Infinity);
  const isNear = new Array<boolean>(terms - 1).fill(false);
  for (const [at, { stem }] of tokens.entries()) {
    for (const { term } of matching.hits(stem)) {
      last[term] = at;
      if (at - (last[term - 1] ?? -Infinity) <= 4) isNear[term - 1] = true;
      if (at - (last[term + 1] ?? -Infinity) <= 4) isNear[term] = true;
    }
  }
  return isNear.filter(Boolean).length / (terms - 1);
}
