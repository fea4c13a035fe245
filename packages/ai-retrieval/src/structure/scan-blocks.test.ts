import { describe, expect, it } from 'vitest';
import { frontMatterSpan } from './front-matter-span.ts';
import { scanBlocks } from './scan-blocks.ts';

function blocks(text: string, mediaType: string): readonly string[] {
  return Array.from(scanBlocks(text, mediaType), ({ kind, level, title, start, end }) =>
    kind === 'heading' ? `h${String(level)} ${title ?? ''}` : `${kind} ${JSON.stringify(text.slice(start, end))}`,
  );
}

describe('Markdown', () => {
  it('is headings, paragraphs, list items, tables and code', () => {
    const text =
      '# `One` [link](x)\r\n\r\nPara line\r\nsecond line\r\n\r\nUnder\n---\n- a\n  more\n1. b\n\n| x | y |\n|:--|---|\n| 1 | 2 |\n| 3 | 4 |\n\n~~~sh\n# no heading\n\n~~~\n## Two ##\nend';
    expect(blocks(text, 'text/markdown')).toEqual([
      'h1 One link',
      'paragraph "Para line\\r\\nsecond line"',
      'h2 Under',
      'list-item "- a\\n  more"',
      'list-item "1. b"',
      'table-header "| x | y |\\n|:--|---|"',
      'table-row "| 1 | 2 |"',
      'table-row "| 3 | 4 |"',
      'code "~~~sh\\n# no heading\\n\\n~~~"',
      'h2 Two',
      'paragraph "end"',
    ]);
  });

  it('leaves out the front matter', () => {
    expect(blocks('---\ntitle: x\n---\nbody', 'text/markdown')).toEqual(['paragraph "body"']);
    expect(blocks('\uFEFF---\r\ntitle: x\r\n...\r\nbody', 'text/markdown')).toEqual(['paragraph "body"']);
    expect(frontMatterSpan('--- \nprose')).toBeUndefined();
    expect(frontMatterSpan('---\nkey: value\nprose')?.isBroken).toBe(true);
  });

  it('takes a fence that is never closed to the end', () => {
    expect(blocks('```\ncode\n\n# code', 'text/markdown')).toEqual(['code "```\\ncode\\n\\n# code"']);
  });
});

it('plain text has headings that are underlined, in capitals, or numbered and alone', () => {
  const text =
    'Manual\n======\n\nSCOPE\nText follows.\n\n1. Purpose\n\nWords.\n\n2.1 Limits\n\n1. first step\n2. second step\n\nNOT A HEADING, but a sentence.';
  expect(blocks(text, 'text/plain')).toEqual([
    'h1 Manual',
    'h2 SCOPE',
    'paragraph "Text follows."',
    'h2 1. Purpose',
    'paragraph "Words."',
    'h3 2.1 Limits',
    'list-item "1. first step"',
    'list-item "2. second step"',
    'paragraph "NOT A HEADING, but a sentence."',
  ]);
});

it('AsciiDoc has sections, lists, tables and listings; comments and attributes are markup', () => {
  const text =
    '= Title\n:toc: left\n// comment\n\n== Part\n[NOTE]\n====\nNoted.\n====\n\n* one\n** two\n. step\nterm:: meaning\n\n|===\n|A |B\n\n|1 |2\n|3\n|4\n\n|===\n\n[source,sh]\n----\n= no heading\n----\n////\nhidden\n////\nend';
  expect(blocks(text, 'text/asciidoc')).toEqual([
    'h1 Title',
    'h2 Part',
    'paragraph "Noted."',
    'list-item "* one"',
    'list-item "** two"',
    'list-item ". step"',
    'list-item "term:: meaning"',
    'table-header "|A |B"',
    'table-row "|1 |2"',
    'table-row "|3\\n|4"',
    'code "----\\n= no heading\\n----"',
    'paragraph "end"',
  ]);
});

it.each([
  ['text/markdown', '|'.repeat(20_000)],
  ['text/markdown', `# ${'#'.repeat(100_000)}x`],
  ['text/markdown', '](('.repeat(50_000)],
  ['text/markdown', `${' '.repeat(200_000)}x`],
  ['text/plain', '. '.repeat(200_000)],
  ['text/asciidoc', ':'.repeat(200_000)],
  ['text/asciidoc', `${'|===\n'.repeat(40_000)}end`],
])('takes time in proportion to the text: %s %#', (mediaType, text) => {
  expect(Array.from(scanBlocks(text, mediaType)).length).toBeGreaterThan(0);
});
