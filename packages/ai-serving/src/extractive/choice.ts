import type { Extract } from './answer.ts';
import type { Scored, Weights } from './scoring.ts';
import type { ExtractiveThresholds } from './thresholds.ts';
import type { Unit } from './units/units.ts';

/** Words that point back: a sentence that begins with one is not understood without the sentence before it. */
const pointsBack =
  /^[*_"'(]{0,2}(?:it|its|they|their|this|these|those|that|such|he|she|then|otherwise|both|after that|in that case|in this case|the same)\b/i;

/**
 * Chooses what to give: the best unit, with the sentence before it when it points back, and further units that are nearly as good
 * and either stand beside it or answer words of the question that it leaves open. In the order of the passages.
 */
export function chooseUnits(
  best: Scored,
  scored: readonly Scored[],
  weights: Weights,
  thresholds: ExtractiveThresholds,
): readonly Extract[] {
  const chosen: Scored[] = [best];
  if ((best.unit.kind === 'sentence' || best.unit.kind === 'list') && pointsBack.test(best.text)) {
    const before = scored.findLast((other) => isBefore(other, best));
    if (before !== undefined) chosen.push(before);
  }
  const ranked = [...scored].sort((a, b) => b.score - a.score);
  for (const next of ranked) {
    const share = next.score / best.score;
    if (chosen.length >= thresholds.maxUnits || share < Math.min(thresholds.furtherShare, thresholds.besideShare))
      break;
    if (chosen.includes(next) || chosen.some((other) => overlaps(other, next))) continue;
    const answersMore = gain(next, chosen, weights) >= 0.1;
    const isFurther = share >= thresholds.furtherShare && (answersMore || isBeside(next, best));
    // A sentence beside the best one is about the same thing: it is given for less when it answers a word that is open.
    const isContinued = share >= thresholds.besideShare && answersMore && isBeside(next, best);
    if (share >= thresholds.tieShare || isFurther || isContinued) chosen.push(next);
  }
  return extractsOf(chosen);
}

function extractsOf(chosen: readonly Scored[]): readonly Extract[] {
  const units = new Map<Unit, number>();
  for (const { unit, passage } of chosen) units.set(unit.whole ?? unit, passage);
  const ordered = [...units].sort(([a, pa], [b, pb]) => pa - pb || (a.spans[0]?.start ?? 0) - (b.spans[0]?.start ?? 0));
  const extracts: Extract[] = [];
  let last: { readonly unit: Unit; readonly passage: number } | undefined;
  for (const [unit, passage] of ordered) {
    const isSameParagraph = last?.passage === passage && last.unit.block === unit.block && unit.kind === 'sentence';
    unit.spans.forEach((span, index) => {
      if (extracts.some((other) => other.passage === passage && other.start <= span.start && other.end >= span.end))
        return;
      extracts.push({ ...span, passage, isNewLine: index > 0 || !isSameParagraph });
    });
    last = { unit, passage };
  }
  return extracts;
}

/** The sentence before a sentence, or before the line that leads into a list (which is the end of the block before the list). */
function isBefore(other: Scored, { passage, unit }: Scored): boolean {
  if (other.passage !== passage || other.unit.kind !== 'sentence') return false;
  if (unit.kind === 'list') return other.unit.block === unit.block - 1;
  return other.unit.block === unit.block && other.unit.position === unit.position - 1;
}

function isBeside(a: Scored, b: Scored): boolean {
  return a.passage === b.passage && a.unit.block === b.unit.block && Math.abs(a.unit.position - b.unit.position) === 1;
}

/** Two candidates that hold some of the same text, in one passage (a list and its item) or word for word in two (overlapping chunks). */
function overlaps(a: Scored, b: Scored): boolean {
  if (a.text === b.text) return true;
  if (a.passage !== b.passage) return false;
  const wholeA = (a.unit.whole ?? a.unit).spans;
  const wholeB = (b.unit.whole ?? b.unit).spans;
  return wholeA.some((x) => wholeB.some((y) => x.start < y.end && y.start < x.end));
}

/** Share of the question's weight that a candidate holds itself and the chosen ones do not. */
function gain(next: Scored, chosen: readonly Scored[], weights: Weights): number {
  let sum = 0;
  for (const [at, weight] of weights.of.entries()) {
    const known = chosen.reduce((most, { own }) => Math.max(most, own[at] ?? 0), 0);
    sum += weight * Math.max(0, (next.own[at] ?? 0) - known);
  }
  return weights.total === 0 ? 0 : sum / weights.total;
}
