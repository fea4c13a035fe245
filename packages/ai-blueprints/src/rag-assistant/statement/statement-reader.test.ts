import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStatementReader, type Statement } from './statement-reader.ts';

function read(...chunks: readonly string[]): readonly Statement[] {
  const reader = createStatementReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
}

describe('createStatementReader', () => {
  it.each([
    [
      'a marker behind the full stop',
      'One. [1] Two. [2]',
      [
        ['One. ', [1], ''],
        [' Two. ', [2], ''],
      ],
    ],
    [
      'a marker before the full stop',
      'One [1]. Two [2].',
      [
        ['One ', [1], '.'],
        [' Two ', [2], '.'],
      ],
    ],
    ['several markers', 'One. [1][3] [2]', [['One. ', [1, 3, 2], '']]],
    ['a list of markers', 'One. [1, 3]', [['One. ', [1, 3], '']]],
    ['repeated markers once', 'One. [1][1]', [['One. ', [1], '']]],
    [
      'an uncited paragraph',
      'One.\n\nTwo. [1]',
      [
        ['One.\n\n', [], ''],
        ['Two. ', [1], ''],
      ],
    ],
    ['a lead-in with its list', 'Bring:\n\n- a\n- b [1]', [['Bring:\n\n- a\n- b ', [1], '']]],
    ['no marker in brackets with words', 'See [the guide] now. [1]', [['See [the guide] now. ', [1], '']]],
    [
      'an uncited end',
      'One. [1] Two.',
      [
        ['One. ', [1], ''],
        [' Two.', [], ''],
      ],
    ],
    ['a marker without text', '[1]', [['', [1], '']]],
  ] as const)('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected.map(([statement, markers, tail]) => ({ text: statement, markers, tail })));
  });

  it('gives a statement out as soon as it is clear that its markers are complete', () => {
    const reader = createStatementReader();
    expect(reader.push('One. [1]')).toEqual([]);
    expect(reader.push(' T')).toHaveLength(1);
    expect(reader.push('wo. [2] ')).toEqual([]);
    expect(reader.push('[')).toEqual([]);
    expect(reader.push('3] ')).toEqual([]);
    expect(reader.end()).toEqual([{ text: ' Two. ', markers: [2, 3], tail: '' }]);
  });

  it('does not depend on how the text is cut into chunks', () => {
    const piece = fc.constantFrom(
      'One. ',
      'Zwei 🚚',
      '[1]',
      '[12',
      ', 3]',
      ' ',
      '\n',
      '\n\n',
      ':',
      '.',
      '[',
      ']',
      '- ',
      'é',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        (pieces, cuts) => {
          const text = pieces.join('');
          const chunks: string[] = [];
          for (let at = 0; at < text.length;) {
            const size = cuts.next().value as number;
            chunks.push(text.slice(at, at + size));
            at += size;
          }
          expect(read(...chunks)).toEqual(read(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('holds back no more than a statement of bounded length', () => {
    const reader = createStatementReader();
    let most = 0;
    let given = 0;
    for (let sent = 0; sent < 40_000; sent += 100) {
      given += reader.push('word '.repeat(20)).reduce((sum, { text }) => sum + text.length, 0);
      most = Math.max(most, sent + 100 - given);
    }
    expect(most).toBeLessThanOrEqual(4_200);
  });
});
