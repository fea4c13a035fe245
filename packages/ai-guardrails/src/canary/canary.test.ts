import { noopTelemetry, type Telemetry } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createGuard } from '../guard/guard.ts';
import type { Rail } from '../rail/rail.ts';
import { canaryRail } from './canary-rail.ts';
import { createCanary, type Canary } from './canary.ts';

const scope = { stage: 'output', context: testContext() } as const;
const canary = createCanary({ id: 'system-prompt', randomBytes: bytesFrom(1) });
const other = createCanary({ id: 'board-minutes', randomBytes: bytesFrom(2) });
const { marker } = canary;

function bytesFrom(seed: number): (length: number) => Uint8Array {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 16;
    });
}

const rot13 = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));
const hex = (text: string, glue: (byte: string) => string): string =>
  Array.from(text, (letter) => glue(letter.charCodeAt(0).toString(16))).join('');
const letters = (text: string, offset: number): string =>
  Array.from(text, (letter) => String.fromCodePoint(offset + letter.charCodeAt(0) - 97)).join('');

const disguises: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'upper case': (text) => text.toUpperCase(),
  'mixed case': (text) => text.replace(/../g, (pair) => pair.toUpperCase().charAt(0) + pair.charAt(1)),
  spaced: (text) => Array.from(text).join(' '),
  'spaced with hyphens and lines': (text) => Array.from(text).join(' -\n'),
  'split by characters without width': (text) => Array.from(text).join('\u200b\u2060'),
  'with combining marks': (text) => Array.from(text).join('\u0301'),
  reversed: (text) => Array.from(text).reverse().join(''),
  rot13,
  'rot13 reversed': (text) => Array.from(rot13(text)).reverse().join(''),
  hex: (text) => hex(text, (byte) => byte),
  'hex in upper case with spaces': (text) => hex(text, (byte) => `${byte.toUpperCase()} `),
  'hex with 0x': (text) => hex(text, (byte) => `0x${byte}, `),
  'escapes of strings': (text) => hex(text, (byte) => `\\x${byte}`),
  'escapes of JSON': (text) => hex(text, (byte) => `\\u00${byte}`),
  'escapes of URLs': (text) => hex(text, (byte) => `%${byte}`),
  'character references': (text) => hex(text, (byte) => `&#x${byte};`),
  base64: (text) => btoa(text),
  'base64 of more': (text) => btoa(`the reference is ${text}, as you asked`),
  'base64 one further': (text) => btoa(`he reference is ${text}, as you asked`),
  'base64 two further': (text) => btoa(`e reference is ${text}, as you asked`),
  'base64 of upper case in lines': (text) => btoa(text.toUpperCase()).replace(/.{8}/g, '$&\n'),
  'full width': (text) => letters(text, 0xff41),
  'mathematical letters': (text) => letters(text, 0x1d41a),
  'circled letters': (text) => letters(text, 0x24d0),
  'letters of other scripts': (text) =>
    text.replace(/a/g, 'а').replace(/o/g, 'ο').replace(/e/g, 'е').replace(/p/g, 'р'),
  'a first half': (text) => text.slice(0, 13),
  'a last half': (text) => text.slice(13),
  'a piece of twelve letters': (text) => text.slice(7, 19),
  'Markdown emphasis': (text) => text.replace(/.{3}/g, '**$&**'),
};

/** What is promised of a rail for canaries; names what is broken. */
async function faultOf(rail: Rail): Promise<string | undefined> {
  const guard = createGuard({ rails: [rail] });
  for (const [name, disguise] of Object.entries(disguises)) {
    for (const [before, after] of [
      ['', ''],
      ['It is "', '", I think.'],
      ['{"q":"x\\n', '"}'],
    ] as const) {
      const decision = await guard.check(before + disguise(marker) + after, scope);
      if (decision.action !== 'block') return `passed ${name}`;
      const [finding] = decision.findings;
      if (finding?.rule.startsWith('system-prompt:') !== true) return `took ${name} for another canary`;
      if (JSON.stringify(decision).includes(marker.slice(0, 6))) return 'told the marker';
    }
  }
  return undefined;
}

describe('canaryRail', () => {
  it.each(Object.keys(disguises))('finds a marker: %s', async (name) => {
    const guard = createGuard({ rails: [canaryRail({ canaries: [other, canary], action: 'redact' })] });
    const decision = await guard.check(`It is <${disguises[name]!(marker)}>.`, scope);
    expect(decision.action).toBe('redact');
    expect(decision.findings.map((finding) => finding.rule.split(':')[0])).toContain('system-prompt');
    if (decision.action === 'redact') expect(decision.text.length).toBeLessThan(70);
  });

  it('leaves prose, code and other random text alone', async () => {
    const guard = createGuard({ rails: [canaryRail({ canaries: [canary, other] })] });
    for (const text of [
      'The quick brown fox jumps over the lazy dog. '.repeat(200),
      marker.slice(0, 11),
      `${marker.slice(0, 9)} and then ${marker.slice(9, 18)}`,
      ...Array.from({ length: 50 }, (_, turn) =>
        createCanary({ id: 'x', randomBytes: bytesFrom(turn + 10) }).marker.repeat(20),
      ),
    ]) {
      expect((await guard.check(text, scope)).action).toBe('allow');
    }
  });

  it('watches a known secret, exact and disguised', async () => {
    const secret = ['pk', '7Qz', '91mN', 'x4T8', 'wB2'].join('-');
    const guard = createGuard({ rails: [canaryRail({ canaries: [createCanary({ id: 'db', value: secret })] })] });
    for (const text of [
      secret,
      secret.replace(/-/g, ''),
      btoa(`x${secret}`),
      hex(secret, (byte) => byte.padStart(2, '0')),
    ]) {
      expect((await guard.check(`so ${text} it`, scope)).action).toBe('block');
    }
  });

  it('gives the same text however it is cut, and releases nothing from the marker on', async () => {
    const guard = createGuard({ rails: [canaryRail({ canaries: [canary] })] });
    const shown = fc.constantFrom(
      ...Object.values(disguises).map((disguise) => disguise(marker)),
      'no marker',
      marker.slice(0, 9),
    );
    await fc.assert(
      fc.asyncProperty(
        shown,
        fc.string({ maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        async (middle, around, sizes) => {
          const text = `${around} (${middle}) ${around}`;
          const whole = await guard.check(text, scope);
          const stream = guard.stream(scope);
          let released = '';
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            released += await stream.push(text.slice(at, at + size));
            at += size;
            expect(stream.heldUnits).toBeLessThanOrEqual(guard.maxHeldUnits('output'));
          }
          const { text: tail, decision } = await stream.end();
          expect(decision.action).toBe(whole.action);
          expect(decision.findings).toEqual(whole.findings);
          if (whole.action === 'allow') expect(released + tail).toBe(text);
          else expect(text.slice(0, whole.findings[0]!.start)).toBe(released + tail);
        },
      ),
      { numRuns: 300, seed: 8 },
    );
  });

  it('shows the marker in no JSON, finding, error or telemetry', async () => {
    expect(JSON.stringify({ canary })).toBe('{"canary":{"id":"system-prompt"}}');
    expect(Object.keys(canary)).toEqual(['id']);
    const told: unknown[] = [];
    const telemetry: Telemetry = {
      ...noopTelemetry,
      start: (operation, attributes) => {
        told.push(operation, attributes);
        return new Proxy(noopTelemetry.start('guardrail', {}, testContext()), {
          get:
            (_, name) =>
            (...args: unknown[]) =>
              void told.push(name, args),
        });
      },
    };
    const guard = createGuard({ rails: [canaryRail({ canaries: [canary] })], telemetry });
    const decision = await guard.check(`so ${marker}`, scope);
    expect(told.length).toBeGreaterThan(2);
    expect(JSON.stringify([told, decision])).not.toContain(marker.slice(0, 6));
    expect(() => canaryRail({ canaries: [canary, canary] })).toThrow(/"system-prompt" twice/);
    expect(() => canaryRail({ canaries: [] })).toThrow(/canaries/);
    const short = ['hush', 'hush'].join('');
    expect(() => createCanary({ id: 'a', value: short })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(short) as string }),
    );
    expect(() => createCanary({ id: '' })).toThrow(/id/);
    expect(() => createCanary({ id: 'a', randomBytes: (length) => new Uint8Array(length).fill(255) })).toThrow(
      /randomBytes/,
    );
  });

  it('draws markers of 26 letters, another one each time', () => {
    const markers = new Set(Array.from({ length: 200 }, () => createCanary({ id: 'a' }).marker));
    expect(markers.size).toBe(200);
    for (const one of markers) expect(one).toMatch(/^[a-z]{26}$/);
  });
});

describe('the promises about canaries', () => {
  afterEach(() => {
    for (const path of ['./fold.ts', './spelling.ts', './canary-forms.ts', './canary-skip.ts']) vi.doUnmock(path);
    vi.resetModules();
  });

  async function railWith(
    path: string,
    change: (parts: never) => object,
    canaries: readonly Canary[] = [canary],
  ): Promise<Rail> {
    vi.resetModules();
    vi.doMock(path, async (original) => {
      const parts = await original<object>();
      return { ...parts, ...change(parts as never) };
    });
    return (await import('./canary-rail.ts')).canaryRail({ canaries });
  }

  it('are kept', async () => {
    expect(await faultOf(canaryRail({ canaries: [other, canary] }))).toBeUndefined();
  });

  interface Forms {
    readonly formsOf: (marker: string, least: number) => readonly { readonly form: string; readonly least: number }[];
  }
  const without =
    (form: string) =>
    ({ formsOf }: Forms) => ({
      formsOf: (text: string, least: number) => formsOf(text, least).filter((one) => one.form !== form),
    });

  it.each([
    ['looks for no reversed marker', './canary-forms.ts', without('reversed')],
    ['looks for no rot13', './canary-forms.ts', without('rot13')],
    ['looks for no hex', './canary-forms.ts', without('hex')],
    ['looks for no Base64', './canary-forms.ts', without('base64')],
    [
      'needs the marker whole',
      './canary-forms.ts',
      ({ formsOf }: Forms) => ({ formsOf: (text: string) => formsOf(text, text.length) }),
    ],
    ['allows no gaps', './spelling.ts', () => ({ LONGEST_GAP: 0 })],
    [
      'folds nothing',
      './fold.ts',
      () => ({ foldedUnit: (unit: number) => (/[A-Za-z0-9]/.test(String.fromCharCode(unit)) ? unit | 0x20 : 0) }),
    ],
    [
      'passes over everything',
      './canary-skip.ts',
      () => ({ createSkip: () => (arrived: { readonly end: number }) => arrived.end }),
    ],
  ] as const)('are broken by a rail that %s', async (_, path, change) => {
    expect(await faultOf(await railWith(path, change as (parts: never) => object))).toMatch(/^passed/);
  });

  it('are broken by a rail that only reports, or that tells the marker', async () => {
    expect(await faultOf(canaryRail({ canaries: [canary], action: 'report' }))).toMatch(/^passed/);
    expect(
      await faultOf(canaryRail({ canaries: [createCanary({ id: `system-prompt:${marker}`, value: marker })] })),
    ).toBe('told the marker');
  });
});
