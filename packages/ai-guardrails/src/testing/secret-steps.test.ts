import { systemClock } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { canaryRail } from '../canary/canary-rail.ts';
import { createCanary } from '../canary/canary.ts';
import type { Rail } from '../rail/rail.ts';
import { createScreen } from '../screen/screen.ts';
import { secretsRail } from '../secrets/secrets.ts';
import { namedSamples, providerSamples } from './secret-samples.ts';

const SIZE = 40_000;
/** The worst of some 6,000 beginnings takes 36. */
const MOST_STEPS = 45;
/** As above, but for the beginnings of the marker itself, which nobody can guess. */
const MOST_STEPS_OF_CANARY = 250;
const canary = createCanary({
  id: 'steps',
  randomBytes: (length) => Uint8Array.from({ length }, (_, at) => (at * 37 + 11) % 234),
});
const rails: Readonly<Record<string, Rail>> = {
  secrets: secretsRail(),
  canary: canaryRail({ canaries: [canary], action: 'report' }),
};
const examples = [...providerSamples(21), ...namedSamples(22)].map(({ text }) => text);

/** Prefixes of what is looked for, and what scans could run along again and again. */
const units: readonly string[] = [
  ...examples.map((text) => text.slice(0, 3)),
  ...examples.map((text) => text.slice(0, Math.ceil(text.length / 2))),
  ...[
    'sk-',
    'sk-a',
    'eyJ-',
    'eyJ.',
    '-----BEGIN ',
    '--',
    '-',
    '://a:',
    '://a:b@',
    'a://',
    ':',
    '=',
    ':=',
    'pwd:',
    'pwd=',
    'pwd is ',
  ],
  ...[
    'Cookie:',
    'Cookie: a=b; ',
    'Bearer ',
    'authorization: ',
    '%3D',
    '\\n',
    '\\u0061',
    '\u200b',
    'g\u200b',
    '1',
    '0x',
    '0',
    'MTIz',
  ],
  ...[
    'a',
    'a ',
    'a\u200b',
    '\u0430',
    '\u{1d41a}',
    canary.marker.slice(0, 6),
    canary.marker.slice(0, 11),
    btoa(canary.marker).slice(0, 10),
  ],
];

function stepsOf(rail: Rail, unit: string, length: number): number {
  const screen = createScreen({
    rails: [rail],
    scope: { stage: 'output', context: testContext(), signal: new AbortController().signal },
    clock: systemClock,
  });
  void screen.push(unit.repeat(Math.ceil(length / unit.length)));
  void screen.end();
  expect(screen.outcome().rails[0]?.error).toBeUndefined();
  return screen.reads();
}

describe.each(Object.entries(rails))('%s', (name, rail) => {
  const most = name === 'canary' ? MOST_STEPS_OF_CANARY : MOST_STEPS;

  it('does a bounded number of steps per unit on 40 kB of any of its own beginnings, repeated', () => {
    for (const unit of new Set(units)) {
      const [small, large] = [stepsOf(rail, unit, SIZE / 8), stepsOf(rail, unit, SIZE)];
      expect(large / SIZE, JSON.stringify(unit)).toBeLessThan(most);
      expect(large, JSON.stringify(unit)).toBeLessThan(10 * small + 100);
    }
  });
});

describe('a rail that reads the same stretch again', () => {
  afterEach(() => {
    vi.doUnmock('../secrets/barren.ts');
    vi.resetModules();
  });

  it('takes more steps', async () => {
    vi.resetModules();
    vi.doMock('../secrets/barren.ts', () => ({ createBarren: () => ({ covers: () => false, add: () => undefined }) }));
    const { secretsRail: forgetful } = await import('../secrets/secrets.ts');
    expect(stepsOf(forgetful(), 'sk-', SIZE) / SIZE).toBeGreaterThan(MOST_STEPS);
  });
});
