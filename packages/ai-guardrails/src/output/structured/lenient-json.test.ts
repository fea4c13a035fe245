import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLenientJson, type JsonRepair } from './lenient-json.ts';

describe('parseLenientJson', () => {
  it.each<[string, unknown, readonly JsonRepair[]]>([
    ['{"a":1}', { a: 1 }, []],
    ['```json\n{"a":1}\n```', { a: 1 }, ['code-fence']],
    ['Here you are:\n```\n[1]\n```\nAnything else?', [1], ['code-fence']],
    ['```json\n{"a":1}', { a: 1 }, ['code-fence']],
    ['Sure! {"a":1}', { a: 1 }, ['surrounding-text']],
    ['{"a":1}\nHope that helps.', { a: 1 }, ['surrounding-text']],
    ['{"a":[1,2,],}', { a: [1, 2] }, ['trailing-comma']],
    ["{'a':'it\\'s'}", { a: "it's" }, ['single-quotes']],
    ['{a: 1, $b_c: {}}', { a: 1, $b_c: {} }, ['unquoted-key']],
    ['{"a":1 /* one */, // two\n "b":2}', { a: 1, b: 2 }, ['comment']],
    ['{"a":True,"b":None,"c":false}', { a: true, b: null, c: false }, ['literal']],
    ['{"a":"two\nlines"}', { a: 'two\nlines' }, ['control-character']],
    ['{"a":"\\u00e9\\n\\/"} ;', { a: 'é\n/' }, ['surrounding-text']],
    ['\ufeff{"a":-1.5e3}', { a: -1500 }, []],
    ['{"md":"```ts\\nx\\n```",}', { md: '```ts\nx\n```' }, ['trailing-comma']],
  ])('reads %j', (text, value, repairs) => {
    expect(parseLenientJson(text)).toEqual({ value, repairs });
  });

  it.each([
    '',
    'no json',
    'see [1] {"a":1}',
    '{"a":1} {"a":2}',
    '{"a":"open',
    '{"a":}',
    '{"a" 1}',
    '{"a":1',
    '{"a":maybe}',
    '{"a":01}',
    '{"a":"\\uZZZZ"}',
    '{"a":1 /* open',
    '["a" "b"]',
    `${'['.repeat(300)}${']'.repeat(300)},`,
  ])('does not guess what %j means', (text) => {
    expect(parseLenientJson(text)).toBeUndefined();
  });

  it.each([
    ['{"a":{"b":["x"', { a: { b: ['x'] } }],
    ['{"a":true', { a: true }],
    ['[{"a":"b"}', [{ a: 'b' }]],
  ])('closes the brackets of %j only where that is allowed', (text, value) => {
    expect(parseLenientJson(text)).toBeUndefined();
    expect(parseLenientJson(text, { mayCloseTail: true })).toEqual({ value, repairs: ['closed-tail'] });
  });

  it.each(['{"a":"b', '{"a":12', '{"a":', '{"a"', '{"a":"b",', '[1,', '{"a":nul'])(
    'never takes %j for whole: what is open is content',
    (text) => expect(parseLenientJson(text, { mayCloseTail: true })).toBeUndefined(),
  );

  it('reads all JSON as JSON.parse does, and the same value in a fence', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(parseLenientJson(text)).toEqual({ value: JSON.parse(text), repairs: [] });
        if (typeof value !== 'object' || value === null || text.includes('```')) return;
        expect(parseLenientJson(`\`\`\`json\n${text}\n\`\`\``)?.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('never throws, and sets no prototype', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ',',
      ':',
      'a',
      '1',
      '-',
      '\\',
      '/*',
      '*/',
      '//',
      '\n',
      '```',
      'true',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 24 }),
        (parts) => void parseLenientJson(parts.join(''), { mayCloseTail: true }),
      ),
      { numRuns: 2_000, seed: 8 },
    );
    const value = parseLenientJson('{"__proto__": {"isAdmin": true},}')?.value;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});
