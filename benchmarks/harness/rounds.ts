import { bcaInterval } from '../../packages/ai-stats/src/index.ts';
import type { Ratio } from './benchmark.ts';

/** Something to time: returns its figure, usually milliseconds. */
export type Measured = () => Promise<number>;

/** Figures of every contender, round by round. */
export type Rounds = Readonly<Record<string, readonly number[]>>;

/** Runs contenders in turn, A B A B ..., so that drift of the machine meets all alike; one round beforehand is not counted. */
export async function interleave(
  contenders: Readonly<Record<string, Measured>>,
  rounds: number,
  signal: AbortSignal,
): Promise<Rounds> {
  const figures: Record<string, number[]> = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure] of Object.entries(contenders)) {
      signal.throwIfAborted();
      const figure = await measure();
      if (round >= 0) figures[name]?.push(figure);
    }
  }
  return figures;
}

/** Median of the per-round ratios `ours / theirs`, with a BCa bootstrap interval of that median. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ratios = ours.map((value, index) => value / (theirs[index] ?? Number.NaN));
  const interval = ratios.length < 2 ? undefined : bcaInterval(ratios, { statistic: median, resamples: 5_000 });
  const middle = median(ratios);
  return { median: middle, low: interval?.low ?? middle, high: interval?.high ?? middle, rounds: ratios.length };
}

/** The middle of a list of numbers. */
export function median(values: ArrayLike<number>): number {
  return percentile(values, 0.5);
}

/** Value below which a share of the list lies (linear interpolation). */
export function percentile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}
