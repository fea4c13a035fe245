import { testContext } from '@org/ai-testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../guard/guard.ts';
import { lengthRail, type LengthRailOptions } from './length.ts';

async function screen(options: LengthRailOptions, chunks: readonly string[]) {
  const guard = createGuard({ rails: [lengthRail(options)] });
  const stream = guard.stream({ stage: 'output', context: testContext() });
  let released = '';
  for (const chunk of chunks) {
    released += await stream.push(chunk);
    expect(stream.heldUnits).toBeLessThanOrEqual(1);
  }
  const { text, decision } = await stream.end();
  return { text: released + text, decision };
}

describe('lengthRail', () => {
  it.each<[LengthRailOptions, string, string]>([
    [{ maxCharacters: 5 }, 'abcdefg', 'abcde'],
    [{ maxCharacters: 5 }, 'abcde', 'abcde'],
    [{ maxCharacters: 2 }, '😀😀😀', '😀😀'],
    [{ maxWords: 3 }, 'one two  three four', 'one two  three '],
    [{ maxWords: 3 }, ' one\ntwo three', ' one\ntwo three'],
    [{ maxSentences: 2 }, 'One. Two! Three? Four.', 'One. Two! '],
    [{ maxSentences: 1 }, 'Versions e.g. this one, 3.14. "Yes." No', 'Versions e.g. this one, 3.14. '],
    [{ maxSentences: 1 }, '一。二。', '一。'],
    [{ maxWords: 9, maxSentences: 1 }, 'One. Two', 'One. '],
    [{ maxWords: 2, marker: '…' }, 'one two three four', 'one two …'],
    [{ maxCharacters: 1 }, '', ''],
  ])('%j cuts %j to %j wherever it is split', async (options, text, output) => {
    for (let at = 0; at <= text.length; at++) {
      const { text: released, decision } = await screen(options, [text.slice(0, at), text.slice(at)]);
      expect(released).toBe(output);
      expect(decision.action).toBe(released === text ? 'allow' : 'redact');
    }
  });

  it('blocks, or reports once, in place of a cut', async () => {
    const blocked = await screen({ maxWords: 1, action: 'block' }, ['one ', 'two three']);
    expect(blocked).toMatchObject({ text: 'one ', decision: { action: 'block', findings: [{ rule: 'max-words' }] } });
    const reported = await screen({ maxWords: 1, action: 'report' }, ['one ', 'two three']);
    expect(reported).toMatchObject({ text: 'one two three', decision: { action: 'allow', findings: [{ start: 4 }] } });
    expect(reported.decision.findings).toHaveLength(1);
  });

  it('never releases more than the limit, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 6 })),
        fc.integer({ min: 1, max: 9 }),
        async (chunks, most) => {
          const { text } = await screen({ maxCharacters: most }, chunks);
          const points = Array.from(text).length;
          expect(points).toBeLessThanOrEqual(most + 1);
          expect(text).toBe((await screen({ maxCharacters: most }, [chunks.join('')])).text);
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  it.each([{}, { maxWords: 0 }, { maxCharacters: 1.5 }, { maxSentences: -1 }])('refuses %j', (options) => {
    expect(() => lengthRail(options)).toThrow(/maxCharacters/);
  });
});
