import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitsOf, type Unit } from './units.ts';

const show = (text: string, unit: Unit): string =>
  unit.spans.map(({ start, end }) => text.slice(start, end)).join(' … ');
const all = (text: string): readonly string[] => unitsOf(text).map((unit) => `${unit.kind}: ${show(text, unit)}`);

describe('unitsOf', () => {
  it('gives sentences of paragraphs, with the headings above as context, and no heading or front matter', () => {
    const text =
      '---\ntitle: Secret title\n---\n# Refunds\n\n## Limits\n\nA refund needs a receipt. It is paid\nin 14 days.\n\nThe end.\n';
    expect(all(text)).toEqual([
      'sentence: A refund needs a receipt.',
      'sentence: It is paid\nin 14 days.',
      'sentence: The end.',
    ]);
    expect(unitsOf(text)[0]?.context).toBe('# Refunds ## Limits');
  });

  it('gives a list together with the line that leads into it, and its items', () => {
    const text = 'Read this. A record holds:\n\n- the class;\n- the note,\n  on two lines.\n\nAfter it.';
    const units = unitsOf(text);
    expect(all(text)).toEqual([
      'sentence: Read this.',
      'list: A record holds:\n\n- the class;\n- the note,\n  on two lines.',
      'item: the class;',
      'item: the note,\n  on two lines.',
      'sentence: After it.',
    ]);
    expect(show(text, units[2]?.whole ?? units[0]!)).toContain('A record holds:');
    expect(units[3]?.whole).toBeUndefined();
  });

  it.each([
    ['Markdown', '| Class | Days |\n| --- | --- |\n| Vital | 14 |\n| Bulk | 2 |\n'],
    ['AsciiDoc', '|===\n| Class | Days |\n\n| Vital | 14 |\n| Bulk | 2 |\n|===\n'],
  ])('gives rows of a %s table with their header', (_, text) => {
    expect(all(text).map((unit) => unit.replace(/\n\| ---.*\n|\n\n/g, ' ~ '))).toEqual([
      'row: | Class | Days | ~ | Vital | 14 |',
      'row: | Class | Days | … | Bulk | 2 |',
    ]);
  });

  it.each([
    [
      'AsciiDoc',
      '= Title\n:toc:\n\n== Section\n\nIt is so.\n\n[cols="1,1"]\nRoutine:: One reviewer. No more.\n',
      ['sentence: It is so.', 'item: Routine:: One reviewer.', 'item: No more.'],
    ],
    [
      'plain text',
      'BACKUPS AND RESTORES\n\nScope\n\nIt is for engineers.\n\n  1. Undo it.\n  2. Copy it.\n',
      ['sentence: It is for engineers.', 'list: 1. Undo it.\n  2. Copy it.', 'item: Undo it.', 'item: Copy it.'],
    ],
    [
      'code',
      'Run this:\n\n```sh\nnpm start\n# Not a heading\n```\n\nDone.',
      ['list: Run this:\n\n```sh\nnpm start\n# Not a heading\n```', 'sentence: Done.'],
    ],
  ])('reads the layout of %s', (_, text, units) => {
    expect(all(text).map((unit) => unit.replace(/^list: +/, 'list: '))).toEqual(units);
  });

  it('gives spans inside the text for any text', () => {
    const piece = fc.constantFrom(
      '# H\n',
      '- item\n',
      '| a | b |\n',
      '|---|---|\n',
      '|===\n',
      '```\n',
      'Word one. ',
      'lead in:\n',
      '\n',
      '\r\n',
      'T:: d\n',
      '---\n',
      '=',
      '1. x\n',
      '> q\n',
      '  ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        for (const { spans } of unitsOf(text)) {
          for (const { start, end } of spans) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
