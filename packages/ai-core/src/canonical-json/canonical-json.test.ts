import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../contracts/text.ts';
import { AiError } from '../errors/ai-error.ts';
import { canonicalJson } from './canonical-json.ts';
import { digestJson, sha256 } from './digest.ts';

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 section 3.2.2', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object).sort()).toHaveLength(7);
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('does not depend on the order in which keys were set, and parses back to the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as JsonValue))).toBe(text);
      }),
    );
  });

  it.each([
    ['NaN', { a: [Number.NaN] }, 'value at $.a[0]'],
    ['infinity', { a: Number.POSITIVE_INFINITY }, 'value at $.a'],
    ['a lone surrogate', ['\ud800'], 'surrogate'],
    ['a function', { a: () => 1 }, 'type function'],
    ['a big integer', { a: 1n }, 'type bigint'],
    ['a date', { a: new Date(0) }, 'not a plain object'],
    ['undefined in a list', [undefined], 'type undefined'],
  ])('refuses %s and names the place', (_name, value, message) => {
    expect(() => canonicalJson(value as unknown as JsonValue)).toThrow(message);
  });

  it('refuses a value that contains itself instead of overflowing the stack', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => canonicalJson(cycle as unknown as JsonValue)).toThrow(AiError);
  });
});

describe('digests', () => {
  it('agree with the published SHA-256 of "abc" and of nothing', async () => {
    expect(await sha256('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await sha256(new Uint8Array())).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('are equal for equal values however their keys are ordered', async () => {
    expect(await digestJson({ a: 1, b: [2] })).toBe(await digestJson({ b: [2], a: 1 }));
    expect(await digestJson({ a: 1 })).not.toBe(await digestJson({ a: 2 }));
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reversed(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
