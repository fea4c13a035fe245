import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import type { Rail, ScanRail } from '../rail/rail.ts';
import { canaryRail } from './canary-rail.ts';
import { formsOf } from './canary-forms.ts';
import { createCanary } from './canary.ts';
import type * as LetterRun from './letter-run.ts';

const scope = { stage: 'output', context: testContext() } as const;
const canary = createCanary({ id: 'a', randomBytes: (length) => Uint8Array.from({ length }, (_, at) => at * 37 + 11) });
const forms = formsOf(canary.marker, 12);

const gaps = [
  '',
  '',
  '',
  ' ',
  '-',
  '\u200b',
  '\u0301',
  '\u{1f600}',
  '0x',
  '\\x',
  '\\u00',
  '&#x',
  '0',
  'x',
  '         ',
];
const letter = fc.record({ gap: fc.constantFrom(...gaps), look: fc.constantFrom('as it is', 'upper', 'mathematical') });
const piece = fc
  .record({
    form: fc.constantFrom(...forms),
    from: fc.nat(14),
    letters: fc.array(letter, { minLength: 6, maxLength: 16 }),
  })
  .map(({ form, from, letters }) =>
    letters
      .map(({ gap, look }, at) => {
        const written = form.text.charAt(from + at);
        return (
          gap +
          (form.isExact || look === 'as it is'
            ? written
            : look === 'upper'
              ? written.toUpperCase()
              : mathematical(written))
        );
      })
      .join(''),
  );
const texts = fc.array(fc.oneof(piece, fc.constantFrom(...forms.map(({ text }) => text.slice(3, 16)))), {
  maxLength: 4,
});

function mathematical(written: string): string {
  return /[a-z]/.test(written) ? String.fromCodePoint(0x1d41a + written.charCodeAt(0) - 0x61) : written;
}

/** Looks at every place, with no passing over. */
function patient(rail: Rail): Rail {
  const { open, ...rest } = rail as ScanRail;
  return { ...rest, open: (of) => ({ scan: open(of).scan }) };
}

/** Fails where passing over text, at once or in pieces, misses what a look at every place finds. */
async function expectNothingMissed(rail: Rail): Promise<void> {
  const [guard, slow] = [createGuard({ rails: [rail] }), createGuard({ rails: [patient(rail)] })];
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (parts, size) => {
      const text = parts.join('. ');
      const { findings } = await slow.check(text, scope);
      expect((await guard.check(text, scope)).findings).toEqual(findings);
      const stream = guard.stream(scope);
      for (let at = 0; at < text.length; at += size) await stream.push(text.slice(at, at + size));
      expect((await stream.end()).decision.findings).toEqual(findings);
    }),
    { numRuns: 400, seed: 11 },
  );
}

describe('passing over text', () => {
  afterEach(() => {
    vi.doUnmock('./letter-run.ts');
    vi.resetModules();
  });

  const reporting = { canaries: [canary], action: 'report' } as const;

  it('misses nothing that a look at every place finds', async () => {
    await expectNothingMissed(canaryRail(reporting));
  });

  it.each([
    ['forgets letters that wait for others', { openFrom: () => -1 }],
    ['takes a key to begin where it ends', { keyStart: undefined }],
  ] as const)('misses something when it %s', async (_, change) => {
    vi.resetModules();
    vi.doMock('./letter-run.ts', async (original) => {
      const parts = await original<typeof LetterRun>();
      const createLetterRun: typeof parts.createLetterRun = (index, seed) => {
        const run = parts.createLetterRun(index, seed);
        let last = 0;
        const take = (unit: number, at: number): boolean => run.take(unit, (last = at));
        const clear = (): void => {
          run.clear();
        };
        return {
          take,
          clear,
          keyStart: () => ('keyStart' in change ? last : run.keyStart()),
          openFrom: (end) => ('openFrom' in change ? change.openFrom() : run.openFrom(end)),
        };
      };
      return { ...parts, createLetterRun };
    });
    const { canaryRail: changed } = await import('./canary-rail.ts');
    await expect(expectNothingMissed(changed(reporting))).rejects.toThrow(/Property failed/);
  });
});
