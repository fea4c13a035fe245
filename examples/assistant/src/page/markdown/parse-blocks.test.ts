import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBlocks } from './parse-blocks.ts';
import type { Block, Inline, ListBlock } from './tree.ts';

const blocksOf = (text: string): readonly Block[] => parseBlocks(text).map(({ block }) => block);
const only = (text: string): Block | undefined => blocksOf(text)[0];

describe('what an answer may be made of', () => {
  it('reads paragraphs, emphasis, code and citations', () => {
    expect(blocksOf('A **bold *and* word** with `code [1]` [1].\n\nSecond')).toEqual([
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'A ' },
          {
            type: 'strong',
            children: [
              { type: 'text', text: 'bold ' },
              { type: 'emphasis', children: [{ type: 'text', text: 'and' }] },
              { type: 'text', text: ' word' },
            ],
          },
          { type: 'text', text: ' with ' },
          { type: 'code', text: 'code [1]' },
          { type: 'text', text: ' ' },
          { type: 'citation', marker: 1, text: '[1]' },
          { type: 'text', text: '.' },
        ],
      },
      { type: 'paragraph', content: [{ type: 'text', text: 'Second' }] },
    ]);
  });

  it('reads a lead-in with its list, and lists below items', () => {
    const [lead, list] = blocksOf('It contains:\n- one\n  goes on\n  - below\n- two [2]');
    expect(lead?.type).toBe('paragraph');
    const { items, isOrdered } = list as ListBlock;
    expect(isOrdered).toBe(false);
    expect(items.map(({ content }) => content[0])).toEqual([
      { type: 'text', text: 'one goes on' },
      { type: 'text', text: 'two ' },
    ]);
    expect(items[0]?.lists[0]?.items).toHaveLength(1);
  });

  it('keeps the first number of an ordered list', () => {
    expect(only('3. three\n4. four')).toMatchObject({ type: 'list', isOrdered: true, start: 3 });
  });

  it('reads fenced code, tables and headings', () => {
    expect(blocksOf('```js\n<b> [1]\n```\n\n| a | b |\n| - | - |\n| 1 |\n\n## Head')).toMatchObject([
      { type: 'code', text: '<b> [1]' },
      { type: 'table', head: [[{ text: 'a' }], [{ text: 'b' }]], rows: [[[{ text: '1' }], []]] },
      { type: 'heading', content: [{ text: 'Head' }] },
    ]);
  });

  it('reads a quoted row without its heads, and its marker', () => {
    expect(blocksOf('Before.\n| approvals | owner | [2]\nAfter.')).toMatchObject([
      { type: 'paragraph' },
      { type: 'table', head: [], rows: [[[{ text: 'approvals' }], [{ text: 'owner' }], [{ marker: 2 }]]] },
      { type: 'paragraph' },
    ]);
  });

  it('shows what stands behind the last cell of a row, and behind a fence', () => {
    expect(blocksOf('| a |\n| - |\n| 1 | [2] (untrusted source)\n| 3 |')).toMatchObject([
      {
        head: [[{ text: 'a' }], []],
        rows: [
          [[{ text: '1' }], [{ marker: 2 }, { text: ' ' }, { type: 'untrusted-mark' }]],
          [[{ text: '3' }], []],
        ],
      },
    ]);
    expect(blocksOf('Claim.\n``` [2] (untrusted source)').at(-1)).toMatchObject({
      type: 'paragraph',
      content: [{ text: 'Claim. ``` ' }, { marker: 2 }, { text: ' ' }, { type: 'untrusted-mark' }],
    });
  });

  it('marks the words for an untrusted source', () => {
    expect(only('So it is. [1] (untrusted source)')).toMatchObject({
      content: [{ text: 'So it is. ' }, { marker: 1 }, { text: ' ' }, { type: 'untrusted-mark' }],
    });
  });

  it.each([
    '[label](https://evil.test/x)',
    '[1](https://evil.test/x)',
    '![image](https://evil.test/p.png)',
    '<img src="https://evil.test/p.png">',
    '<https://evil.test/a>',
    'https://evil.test/a',
    'a * b ** c',
    'snake_case_name',
    '**never closed',
  ])('leaves %s as the characters that it is', (text) => {
    expect(blocksOf(text)).toEqual([{ type: 'paragraph', content: [{ type: 'text', text }] }]);
  });
});

it('holds every letter of any text in a node of the list, and is quick about long delimiters', () => {
  const letters = (nodes: readonly Inline[]): string =>
    nodes.map((node) => ('children' in node ? letters(node.children) : node.text)).join('');
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '*', '_', '`', '[', ']', '1', '(', ' ') }), (text) => {
      const shown = blocksOf(`x${text}`)
        .map((block) => ('content' in block ? letters(block.content) : ''))
        .join('');
      expect(shown.replace(/[^a1]/g, '')).toBe(text.replace(/[^a1]/g, ''));
    }),
  );
  expect(blocksOf('*a '.repeat(20_000)).length).toBe(1);
});
