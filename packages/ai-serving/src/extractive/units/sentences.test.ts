import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.ts';

const cut = (text: string): readonly string[] =>
  sentencesOf(text, 0, text.length).map(({ start, end }) => text.slice(start, end));

describe('sentencesOf', () => {
  it.each<[string, readonly string[]]>([
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['It costs 0.38 EUR per km. Then stop.', ['It costs 0.38 EUR per km.', 'Then stop.']],
    ['Ask the team, e.g. Finance, first. Go on.', ['Ask the team, e.g. Finance, first.', 'Go on.']],
    ['A line\nthat wraps. Next\none', ['A line\nthat wraps.', 'Next\none']],
    ['He said "stop." Then he left.', ['He said "stop."', 'Then he left.']],
    ['Open /v2/a.b.c now. Done.', ['Open /v2/a.b.c now.', 'Done.']],
    ['approx. 5 days. Fine.', ['approx. 5 days.', 'Fine.']],
    ['', []],
  ])('cuts %j', (text, sentences) => {
    expect(cut(text)).toEqual(sentences);
  });

  it('loses no character but white space, whatever the text', () => {
    const text = fc
      .array(fc.constantFrom('a', 'B', '7', '.', '!', '?', ' ', '\n', '"', ')', 'e.g.', 'é', '😀', ':'), {
        maxLength: 60,
      })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (value) => {
        const spans = sentencesOf(value, 0, value.length);
        expect(cut(value).join('').replace(/\s/g, '')).toBe(value.replace(/\s/g, ''));
        spans.forEach(({ start, end }, index) => {
          expect(start).toBeGreaterThanOrEqual(spans[index - 1]?.end ?? 0);
          expect(value.slice(start, end).trim()).toBe(value.slice(start, end));
        });
      }),
    );
  });
});
