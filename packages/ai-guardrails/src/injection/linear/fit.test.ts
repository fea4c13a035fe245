import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fit, isKept } from '../../../fit/fit.ts';
import { fitted } from './weights.ts';

it('the record names these weights', () => {
  const record = JSON.parse(readFileSync(new URL('../../../fit/record.json', import.meta.url), 'utf8')) as {
    readonly weights: string;
    readonly threshold: number;
  };
  expect(record.weights).toBe(`sha256:${createHash('sha256').update(fitted.weights).digest('hex')}`);
  expect(record.threshold).toBe(fitted.threshold);
});

it.runIf(process.env['AI_LONG'] === '1')(
  'fitting again gives the same bytes',
  () => {
    const made = fit();
    expect(isKept(made)).toBe(true);
    expect(isKept({ ...made, weights: made.weights.replace("weights: '", "weights: 'A") })).toBe(false);
  },
  600_000,
);
