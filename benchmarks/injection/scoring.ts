import { createRandom, wilsonInterval } from '../../packages/ai-stats/src/index.ts';
import type { Verdict } from './detectors.ts';
import type { LabelledText } from './sets.ts';

/** One text with what a detector says of it. */
export interface Judged extends LabelledText, Verdict {
  readonly set: string;
}

/** Attack families of at least this size are averaged. */
export const LEAST_FAMILY = 100;

/** Share of the rows that are flagged. */
export function flaggedShare(
  rows: readonly Judged[],
  isFlagged: (row: Judged) => boolean = (row) => row.isFlagged,
): number {
  return rows.length === 0 ? Number.NaN : rows.filter(isFlagged).length / rows.length;
}

/** Rows of the sets that hold harmless texts alone: over these, false alarms are pooled. */
export function harmlessOf(rows: readonly Judged[]): readonly Judged[] {
  const mixed = new Set(rows.filter(({ isAttack }) => isAttack).map(({ set }) => set));
  return rows.filter(({ set }) => !mixed.has(set));
}

/** Attacks by family, of the families that are large enough. */
export function familiesOf(rows: readonly Judged[], least: number = LEAST_FAMILY): readonly (readonly Judged[])[] {
  const attacks = rows.filter(({ isAttack }) => isAttack);
  return [...new Set(attacks.map(({ set }) => set))]
    .map((name) => attacks.filter(({ set }) => set === name))
    .filter((family) => family.length >= least);
}

/** Upper bound of the Wilson interval of the pooled false alarms. */
export function falseAlarmUpper(rows: readonly Judged[]): number {
  const harmless = harmlessOf(rows);
  return harmless.length === 0
    ? Number.NaN
    : wilsonInterval(harmless.filter((row) => row.isFlagged).length, harmless.length).high;
}

/** Mean of the families' recalls. */
export function macroRecall(families: readonly (readonly Judged[])[]): number {
  return families.reduce((sum, family) => sum + flaggedShare(family), 0) / families.length;
}

/**
 * The same detector at the threshold at which it raises no more false alarms than `most` of the harmless texts;
 * undefined for one without scores that raises more. One that raises fewer by itself may lower its threshold.
 */
export function atFalseAlarms(
  rows: readonly Judged[],
  most: number,
  hasScores: boolean,
): readonly Judged[] | undefined {
  const harmless = harmlessOf(rows);
  if (!hasScores) return flaggedShare(harmless) <= most ? rows : undefined;
  const allowed = Math.floor(most * harmless.length + 1e-9);
  const scores = harmless.map(({ score }) => score).sort((a, b) => b - a);
  const above = scores[allowed] ?? Number.NEGATIVE_INFINITY;
  const moved = rows.map((row) => ({ ...row, isFlagged: row.score > above }));
  const isOwnBetter = flaggedShare(harmless) <= most && macroRecall(familiesOf(rows)) > macroRecall(familiesOf(moved));
  return isOwnBetter ? rows : moved;
}

/** The difference of the macro recalls with a 95 % interval: rows are drawn anew within their family, alike for both. */
export function recallGain(
  ours: readonly Judged[],
  theirs: readonly Judged[],
  resamples: number,
): { readonly estimate: number; readonly low: number; readonly high: number } {
  const random = createRandom(1);
  const [own, other] = [familiesOf(ours), familiesOf(theirs)];
  const values = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (const [at, family] of own.entries()) {
      const gain = family.reduce((more) => {
        const row = random.integer(family.length);
        return more + Number(family[row]?.isFlagged ?? false) - Number(other[at]?.[row]?.isFlagged ?? false);
      }, 0);
      sum += gain / family.length;
    }
    return sum / own.length;
  }).sort();
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { estimate: macroRecall(own) - macroRecall(other), low: at(0.025), high: at(0.975) };
}
