import type { Question, Term } from './question.ts';
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

/** How well a candidate answers. */
export interface Scored extends Candidate {
  readonly score: number;
  /** Share of the question's weight that the unit and its surroundings cover. */
  readonly coverage: number;
  /** Share that the unit's own words cover. */
  readonly ownCoverage: number;
  /** Stems of the question that the unit itself holds. */
  readonly own: ReadonlySet<string>;
}

/** The question's terms with the weight that these passages give them. */
export interface Weights {
  readonly total: number;
  readonly of: ReadonlyMap<string, number>;
  /** Share of all weight that belongs to words in no passage. */
  readonly missing: number;
  readonly missingNames: number;
}

/** Prepares a unit for scoring. */
export function candidateOf(unit: Unit, passage: number, given: GivenPassage): Candidate {
  const text = (unit.words ?? unit.spans).map((span) => given.text.slice(span.start, span.end)).join('\n');
  const tokens = tokenize(text);
  return {
    unit,
    passage,
    text,
    tokens,
    stems: new Set(tokens.map((token) => token.stem)),
    contextStems: new Set(tokenize(`${given.headings} ${unit.context}`).map((token) => token.stem)),
  };
}

/** Whether a set of stems holds a term: the stem itself, or a word of the same family (`maintain`, `mainten`). */
function holds(stems: ReadonlySet<string>, term: Term): boolean {
  if (stems.has(term.stem)) return true;
  if (term.isName || term.stem.length < 5) return false;
  for (const stem of stems) if (isFamily(stem, term.stem)) return true;
  return false;
}

function isFamily(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  if (shorter < 5 || Math.abs(a.length - b.length) > 4) return false;
  const needed = Math.max(5, shorter - 1);
  return a.slice(0, needed) === b.slice(0, needed);
}

/** Weighs the terms by how few units hold them (inverse document frequency over the units at hand). */
export function weigh(question: Question, candidates: readonly Candidate[], thresholds: ExtractiveThresholds): Weights {
  const size = candidates.length + 5;
  const of = new Map<string, number>();
  let total = 0;
  let missing = 0;
  let missingNames = 0;
  for (const term of question.terms) {
    let frequency = 0;
    let isAnywhere = false;
    for (const candidate of candidates) {
      if (holds(candidate.stems, term)) frequency += 1;
      else isAnywhere ||= holds(candidate.contextStems, term);
    }
    const rarity = Math.log(1 + size / (frequency + 0.5)) / Math.log(1 + size / 0.5);
    const weight = rarity * (term.isGeneric ? thresholds.genericWeight : 1);
    of.set(term.stem, weight);
    total += weight;
    if (frequency === 0 && !isAnywhere) {
      missing += weight;
      if (term.isName) missingNames += 1;
    }
  }
  return { total, of, missing: total === 0 ? 1 : missing / total, missingNames };
}

/** Scores one candidate beside its neighbours in the same block and its passage. */
export function score(
  candidate: Candidate,
  question: Question,
  weights: Weights,
  around: { readonly neighbours: readonly Candidate[]; readonly passageStems: ReadonlySet<string> },
  thresholds: ExtractiveThresholds,
): Scored {
  const own = new Set<string>();
  let covered = 0;
  let ownCovered = 0;
  for (const term of question.terms) {
    const weight = weights.of.get(term.stem) ?? 0;
    if (holds(candidate.stems, term)) {
      own.add(term.stem);
      ownCovered += weight;
      covered += weight;
    } else if (holds(candidate.contextStems, term)) covered += weight * thresholds.headingCredit;
    else if (around.neighbours.some((neighbour) => holds(neighbour.stems, term)))
      covered += weight * thresholds.neighbourCredit;
    else if (holds(around.passageStems, term)) covered += weight * thresholds.passageCredit;
  }
  const total = weights.total === 0 ? 1 : weights.total;
  const coverage = covered / total;
  const kind = holdsKind(question, candidate.text);
  const kindScore = kind === undefined ? 0 : kind ? thresholds.kindBonus : -thresholds.kindPenalty;
  const stated = statement(candidate, question);
  const excessWords = Math.max(0, candidate.tokens.length - 40);
  return {
    ...candidate,
    own,
    coverage,
    ownCoverage: ownCovered / total,
    score:
      coverage +
      kindScore +
      (stated === undefined ? 0 : stated ? thresholds.statementBonus : -thresholds.statementPenalty) +
      thresholds.precisionBonus * precision(candidate, own) +
      thresholds.proximityBonus * proximity(candidate, question) +
      thresholds.rankBonus / (1 + candidate.passage) -
      (candidate.unit.kind === 'list' && asksForOne(question) ? thresholds.listPenalty : 0) -
      (thresholds.lengthPenalty * excessWords) / 100,
  };
}

/** Whether the unit counts what "how many" asks for (a number shortly before the word), or states what "what is the" asks for ("the rent is"). */
function statement({ tokens }: Candidate, { counted, subject }: Question): boolean | undefined {
  if (counted === undefined && subject === undefined) return undefined;
  return tokens.some(({ stem }, at) => {
    if (stem === counted) return [1, 2, 3].some((back) => isNumber(tokens[at - back]));
    return stem === subject && [1, 2].some((ahead) => copulas.has(tokens[at + ahead]?.word ?? ''));
  });
}

const copulas: ReadonlySet<string> = new Set(['is', 'are', 'was', 'were', 'amounts', 'stands', 'lies', 'must', 'may']);

function isNumber(token: Token | undefined): boolean {
  return token !== undefined && (/\d/.test(token.stem) || token.word === 'no' || token.word === 'none');
}

/** Share of the unit's content words that the question has too: how much of it is to the point. */
function precision({ tokens }: Candidate, own: ReadonlySet<string>): number {
  let content = 0;
  let matched = 0;
  for (const { word, stem } of tokens) {
    if (stopWords.has(word)) continue;
    content += 1;
    if (own.has(stem)) matched += 1;
  }
  return content === 0 ? 0 : matched / content;
}

/** Share of neighbouring pairs of question terms that stand within four words of each other. */
function proximity(candidate: Candidate, question: Question): number {
  const pairs = question.terms.length - 1;
  if (pairs < 1) return 0;
  let near = 0;
  for (let at = 0; at < pairs; at++) {
    const first = placesOf(candidate.tokens, question.terms[at]?.stem);
    const second = placesOf(candidate.tokens, question.terms[at + 1]?.stem);
    if (first.some((a) => second.some((b) => Math.abs(a - b) <= 4))) near += 1;
  }
  return near / pairs;
}

function placesOf(tokens: readonly Token[], stem: string | undefined): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < tokens.length && places.length < 8; at++) if (tokens[at]?.stem === stem) places.push(at);
  return places;
}
