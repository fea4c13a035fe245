import type { TextSpan } from '@org/ai-core';
import { readQuestion, type Question } from './question.ts';
import { matchWords } from './matching.ts';
import {
  candidateOf,
  matched,
  score,
  weigh,
  type Candidate,
  type GivenPassage,
  type Matched,
  type Scored,
} from './scoring.ts';
import { chooseUnits } from './choice.ts';
import type { ExtractiveThresholds } from './thresholds.ts';
import { unitsOf } from './units/units.ts';

/** One stretch of a passage that is part of the answer. `passage` counts from 0. */
export interface Extract extends TextSpan {
  readonly passage: number;
  /** Begins a new line: it is a list, a row, or from another place than the extract before it. */
  readonly isNewLine: boolean;
}

/** Why a question was answered or not, for those who tune the thresholds. */
export interface AnswerReport {
  readonly extracts: readonly Extract[];
  readonly scored: readonly Scored[];
  readonly best: Scored | undefined;
  readonly missing: number;
  readonly missingNames: number;
}

/** What a rail puts in the place of something (`[instruction removed]`, `[EMAIL_ADDRESS]`, `[REDACTED:x]`): units that hold it are no answer. */
const marker =
  /\[(?:[^\][\n]{1,40} )?(?:removed|redacted|REDACTED|blocked)[^\][\n]{0,40}\]|\[[A-Z]{2,20}_[A-Z_]{2,30}\]/;

/** Lets other work run between two passages; the extractive model gives one that does so only after some milliseconds. */
export type Breathe = () => Promise<void>;

/**
 * Finds the units that answer a question, or none. Linear in the length of the passages.
 */
export async function answerQuestion(
  question: string,
  passages: readonly GivenPassage[],
  thresholds: ExtractiveThresholds,
  breathe: Breathe,
): Promise<AnswerReport> {
  const asked = readQuestion(question);
  const byPassage: (readonly Candidate[])[] = [];
  for (const [passage, given] of passages.entries()) {
    byPassage.push(candidatesOf(given, passage, asked));
    await breathe();
  }
  const sets = byPassage.flat().flatMap(({ stems, contextStems }) => [stems, contextStems]);
  const matching = matchWords(asked, sets, thresholds);
  const matches = byPassage.map((candidates) =>
    candidates.map((candidate) => matched(candidate, asked.terms.length, matching)),
  );
  await breathe();
  const weights = weigh(asked, matches.flat(), thresholds);
  const scored: Scored[] = [];
  for (const candidates of matches) {
    const passage = new Float64Array(asked.terms.length);
    for (const { own, context } of candidates)
      passage.forEach((most, at) => (passage[at] = Math.max(most, own[at] ?? 0, context[at] ?? 0)));
    candidates.forEach((candidate, at) => {
      const around = { neighbours: neighboursOf(candidates, at), passage };
      scored.push(score(candidate, asked, weights, around, thresholds));
    });
    await breathe();
  }
  const best = scored.reduce<Scored | undefined>(
    (first, next) => (first === undefined || next.score > first.score ? next : first),
    undefined,
  );
  const isAnswer =
    best !== undefined &&
    asked.terms.length > 0 &&
    best.score >= thresholds.minScore &&
    best.coverage >= thresholds.minCoverage &&
    best.ownCoverage >= thresholds.minOwnCoverage &&
    weights.missing <= thresholds.maxMissing &&
    (!thresholds.mustFindNames || weights.missingNames === 0);
  const extracts = isAnswer ? chooseUnits(best, scored, weights, thresholds) : [];
  return { extracts, scored, best, missing: weights.missing, missingNames: weights.missingNames };
}

function candidatesOf(given: GivenPassage, passage: number, asked: Question): readonly Candidate[] {
  return unitsOf(given.text)
    .map((unit) => candidateOf(unit, passage, given, asked))
    .filter((candidate) => candidate.tokens.length > 0 && !marker.test(candidate.text));
}

function neighboursOf(candidates: readonly Matched[], at: number): readonly Matched[] {
  const block = candidates[at]?.unit.block;
  return [candidates[at - 1], candidates[at + 1]].filter(
    (candidate): candidate is Matched =>
      candidate !== undefined && candidate.unit.block === block && candidate.unit.kind !== 'list',
  );
}
