import type { Interval } from '@org/ai-core';
import { bcaInterval, mean, tInterval, wilsonInterval } from '@org/ai-stats';
import type { IntervalMethod } from '../scorers/scorer.ts';

const fewestForMean = 30;

/** The interval of a metric from its scores, all from 0 to 1; undefined without scores. */
export function metricInterval(
  values: readonly number[],
  method: IntervalMethod,
  options: { readonly level: number; readonly seed: number },
): Interval | undefined {
  const { level, seed } = options;
  const total = values.length;
  if (total === 0) return undefined;
  const isBinary = values.every((value) => value === 0 || value === 1);
  if (method === 'wilson' && isBinary)
    return wilsonInterval(values.filter((value) => value === 1).length, total, level);
  const hasSpread = values.some((value) => value !== values[0]);
  // t and the bootstrap call a handful of equal scores certain. No score between 0 and 1 with this mean varies more than a coin, so a share's interval covers it.
  if (total < fewestForMean || !hasSpread) return shareInterval(values, level);
  return method === 'bca' ? bcaInterval(values, { level, seed }) : tInterval(values, level);
}

function shareInterval(values: readonly number[], level: number): Interval {
  const estimate = mean(values);
  // A sum such as 0.7 + 0.2 + 0.1 must not lose a whole case to rounding.
  const sum = Number((estimate * values.length).toFixed(9));
  const { low } = wilsonInterval(Math.floor(sum), values.length, level);
  const { high } = wilsonInterval(Math.ceil(sum), values.length, level);
  return { estimate, low, high, level, method: 'wilson-mean' };
}
