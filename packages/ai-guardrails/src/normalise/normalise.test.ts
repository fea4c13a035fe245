import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseText } from './normalise.ts';

const tags = (text: string): string =>
  String.fromCodePoint(...Array.from(text, (char) => 0xe0000 + char.charCodeAt(0)));

/** Ways to write "ignore" that a reader, or a model, reads alike. */
const evasions: readonly string[] = [
  'ig\u200bno\u200cre',
  'ig\u00adnore',
  'i\u2060gnore\ufeff',
  'ignоrе',
  'іgnore',
  'ɪɢnore'.replace('ɢ', 'g'),
  '\uff49\uff47\uff4e\uff4f\uff52\uff45',
  '\u{1d422}\u{1d420}\u{1d427}\u{1d428}\u{1d42b}\u{1d41e}',
  '\u24d8\u24d6\u24dd\u24de\u24e1\u24d4',
  'i g n o r e',
  'i.g.n.o.r.e',
  'i-g-n-o-r-e',
  'i_g_n_o_r_e',
  'i\u200b g n o r e',
  tags('ignore'),
  'ig\u034fnore',
  'igno\ufe0fre',
];

describe('normaliseText', () => {
  it.each(evasions)('reads %j as it is meant', (written) => {
    const text = `please ${written} it`;
    const { text: read, spanOf } = normaliseText(text);
    expect(read).toBe('please ignore it');
    const { start, end } = spanOf(7, 13);
    expect(text.slice(start, end).replace(/[\u200b\ufeff\u2060]$/, '')).toBe(
      written.replace(/[\u200b\ufeff\u2060]$/, ''),
    );
  });

  it('reads digits as letters only when asked to', () => {
    expect(normaliseText('1gn0r3 4ll').text).toBe('1gn0r3 4ll');
    expect(normaliseText('1gn0r3 4ll', { leetspeak: true }).text).toBe('ignore all');
    expect(normaliseText('room 101', { leetspeak: true }).text).toBe('room 101');
  });

  it.each(['Привет, мир', 'Здравствуйте', '日本語のテキスト', 'Ελληνικά', '\u{1f468}\u200d\u{1f469}'])(
    'leaves %j readable',
    (text) => {
      expect(normaliseText(text).text).toBe(text.replaceAll('\u200d', ''));
    },
  );

  it('leaves the tags of a flag out', () => {
    expect(normaliseText(`\u{1f3f4}${tags('gbeng')}\u{e007f}!`).text).toBe('\u{1f3f4}!');
  });

  const units = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\u200b',
      'i g n o r e',
      'аbс',
      '\u{e0041}',
      'e\u0301\u0302',
      '\ufdfa',
      '\ud800',
      '\u1100\u1161',
      'ﬁ',
    ),
  );
  const texts = fc.array(units, { maxLength: 12 }).map((parts) => parts.join(''));

  it('maps every unit back to a span of the original, in order, that says it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { text: read, spanOf } = normaliseText(text, { spelledOut: false });
        let last = 0;
        for (let at = 0; at < read.length; at++) {
          const { start, end } = spanOf(at, at + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
          const alone = normaliseText(text.slice(start, end), { spelledOut: false }).text;
          // Whether a look-alike letter is read as Latin depends on the word around it.
          expect(alone.includes(read[at] ?? '') || /[^\p{ASCII}]/u.test(alone)).toBe(true);
        }
        expect(spanOf(0, read.length).end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500, seed: 4 },
    );
  });

  it('maps plain text to itself, whatever stands around it', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const text = `${before} zebra ${after}`;
        const { text: read, spanOf } = normaliseText(text);
        const at = read.indexOf('zebra', Math.max(0, read.length - normaliseText(` zebra ${after}`).text.length));
        fc.pre(at >= 0 && read.split('zebra').length === 2);
        const { start, end } = spanOf(at, at + 5);
        expect(text.slice(start, end)).toBe('zebra');
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it('grows no more than one character can', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(normaliseText(text).text.length).toBeLessThanOrEqual(18 * text.length);
      }),
    );
    expect(normaliseText('\ufdfa'.repeat(1_000)).text.length).toBe(18_000);
  });
});
