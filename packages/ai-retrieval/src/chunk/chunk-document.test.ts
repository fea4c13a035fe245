import { estimateTokens } from '@org/ai-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyStart, scanBlocks } from '../structure/scan-blocks.ts';
import { isBlank } from '../structure/block.ts';
import { chunkDocument } from './chunk-document.ts';

const mediaTypes = ['text/markdown', 'text/plain', 'text/html'] as const;

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 4, arbitrary: fc.lorem({ mode: 'sentences', maxCount: 9 }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '# Title',
      '## Part',
      '### Deep ###',
      'Alpha\n=====',
      'Beta\r\n---',
      'SCOPE AND PURPOSE',
      '1. Purpose',
      '- item one',
      '* item two:',
      '1) first',
      '  continued',
      'These apply:',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '```js\ncode();\n\nmore\n```',
      '~~~',
      '```',
      '---',
      '\uFEFF',
      '\uD83D',
      '\uDE00',
      '\r',
      '😀',
      '東京の規則です。次の文です！',
      'שלום עולם.',
      '== Section',
      '|===\n|a |b\n\n|1\n|2\n|===',
      '----',
      '. step',
      'term:: meaning',
      '<!-- note -->',
      '|',
      'x'.repeat(3_000),
      '文'.repeat(700),
    ),
  },
);
const documents = fc
  .array(fc.tuple(piece, fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n', ' ', '\r', '\u2028')), { maxLength: 40 })
  .map((parts) => parts.map(([content, separator]) => content + separator).join(''));

describe('chunkDocument', () => {
  it('gives chunks in order that do not overlap, begin and end on characters, and cut no surrogate pair', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom(...mediaTypes, 'text/asciidoc'), (text, mediaType) => {
        let last = 0;
        for (const chunk of chunkDocument(text, mediaType)) {
          expect(chunk.start).toBeGreaterThanOrEqual(last);
          const slice = text.slice(chunk.start, chunk.end);
          expect(slice.trim()).toBe(slice);
          expect(slice).not.toBe('');
          for (const edge of [chunk.start, chunk.end]) {
            const isInside = /[\uD800-\uDBFF]/.test(text.charAt(edge - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(edge));
            expect(isInside).toBe(false);
          }
          last = chunk.end;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('covers every character of the body that is not blank', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom(...mediaTypes), fc.boolean(), (body, mediaType, hasFrontMatter) => {
        const text = hasFrontMatter ? `---\r\ntitle: T\r\n---\r\n${body}` : body;
        const covered = new Uint8Array(text.length);
        for (const chunk of chunkDocument(text, mediaType)) covered.fill(1, chunk.start, chunk.end);
        const from = bodyStart(text, mediaType);
        expect(covered.subarray(0, from).every((bit) => bit === 0)).toBe(true);
        for (let at = from; at < text.length; at++) {
          if (!isBlank(text.charCodeAt(at)) && covered[at] === 0)
            throw new Error(`offset ${String(at)} is in no chunk`);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('covers every block of an AsciiDoc document', () => {
    fc.assert(
      fc.property(documents, (text) => {
        const covered = new Uint8Array(text.length);
        for (const chunk of chunkDocument(text, 'text/asciidoc')) covered.fill(1, chunk.start, chunk.end);
        for (const block of scanBlocks(text, 'text/asciidoc')) {
          for (let at = block.start; at < block.end; at++) {
            if (!isBlank(text.charCodeAt(at)) && covered[at] === 0)
              throw new Error(`offset ${String(at)} is in no chunk`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stays within the budget for prose, and within twice of it for code', () => {
    const words = fc.lorem({ mode: 'sentences', maxCount: 40 });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), fc.boolean(), (paragraphs, isCode) => {
        const text = isCode ? `\`\`\`\n${paragraphs.join('\n')}\n\`\`\`` : paragraphs.join('\n\n');
        for (const chunk of chunkDocument(text, 'text/markdown')) {
          expect(estimateTokens(text.slice(chunk.start, chunk.end))).toBeLessThanOrEqual(isCode ? 440 : 225);
        }
      }),
    );
  });

  it.each([
    ['headings without text', '# H\n'.repeat(20_000)],
    ['underlined headings without text', 'a\n=\n'.repeat(20_000)],
    ['a heading of one long line', `# ${'word '.repeat(20_000)}`],
    ['words far apart', `near${' '.repeat(200_000)}far`],
    ['indented items', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth * 5)}- x`).join('\n')],
  ])('bounds a chunk of %s', (_, text) => {
    for (const chunk of chunkDocument(text, 'text/markdown')) {
      expect(chunk.end - chunk.start).toBeLessThanOrEqual(220 * 32);
      expect(chunk.tokens).toBeLessThanOrEqual(440);
    }
  });

  it('keeps a list with its lead-in line, and names the lead-in line when the list is too long for one chunk', () => {
    const items = Array.from(
      { length: 60 },
      (_, index) => `- Step ${String(index)} of the procedure needs a signature from the depot manager.`,
    );
    const text = `# Manual\n\n${'Intro sentence about parcels. '.repeat(20)}\n\nA release needs all of these:\n\n${items.slice(0, 4).join('\n')}\n\nLong list:\n\n${items.join('\n')}\n`;
    const chunks = [...chunkDocument(text, 'text/markdown')];
    const withLead = chunks.find((chunk) =>
      text.slice(chunk.start, chunk.end).includes('A release needs all of these:'),
    );
    expect(withLead && text.slice(withLead.start, withLead.end)).toContain('Step 3 of');
    const later = chunks.filter((chunk) => text.slice(chunk.start, chunk.end).startsWith('- Step'));
    expect(later.length).toBeGreaterThan(2);
    for (const chunk of later)
      expect(chunk.leadIn && text.slice(chunk.leadIn.start, chunk.leadIn.end)).toBe('Long list:');
  });

  it('gives table rows their header', () => {
    const rows = Array.from(
      { length: 80 },
      (_, index) => `| depot ${String(index)} | ${String(index * 3)} parcels per hour |`,
    );
    const text = `## Depots\n\n| Depot | Rate |\n|---|---|\n${rows.join('\n')}\n`;
    const chunks = [...chunkDocument(text, 'text/markdown')];
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks.slice(1)) {
      expect(text.slice(chunk.start, chunk.end)).toMatch(/^\| depot \d/);
      expect(chunk.leadIn && text.slice(chunk.leadIn.start, chunk.leadIn.end)).toContain('| Depot | Rate |');
      expect(chunk.headingPath).toEqual(['Depots']);
    }
  });

  it('cuts long paragraphs between sentences, not at abbreviations or decimals', () => {
    const sentence = 'The surcharge, e.g. for islands, is 4.50 EUR and Dr. Who approves it approx. twice. ';
    const text = sentence.repeat(60).trim();
    for (const chunk of chunkDocument(text, 'text/plain')) {
      expect(text.slice(chunk.start, chunk.end)).toMatch(/^The surcharge[\s\S]*twice\.$/);
    }
  });

  it('keeps code whole when it fits', () => {
    const code = '```ts\n' + 'const value = compute();\n'.repeat(40) + '```';
    const text = `# API\n\nCall it like this:\n\n${code}\n\nThen wait.\n`;
    const holder = [...chunkDocument(text, 'text/markdown')].find((chunk) =>
      text.slice(chunk.start, chunk.end).includes('```ts'),
    );
    expect(holder && text.slice(holder.start, holder.end)).toContain(code);
  });

  it('joins short sections and gives them the heading path they share', () => {
    const text =
      '# Handbook\n\n## Leave\n\nThirty days.\n\n## Travel\n\nSecond class.\n\n## Long\n\n' +
      'Words fill this section. '.repeat(40);
    const chunks = [...chunkDocument(text, 'text/markdown')];
    expect(chunks[0]?.headingPath).toEqual(['Handbook']);
    expect(text.slice(chunks[0]?.start, chunks[0]?.end)).toContain('Second class.');
    expect(chunks.at(-1)?.headingPath).toEqual(['Handbook', 'Long']);
  });
});

it('keeps the header of each table with its rows, below a lead-in line and right behind another table', () => {
  const rows = (name: string): string =>
    Array.from({ length: 40 }, (_, row) => `| ${name} ${String(row)} | waits in the depot |`).join('\n');
  const text = `Prices:\n\n| item | first |\n|---|---|\n${rows('a')}\n\n| item | second |\n|---|---|\n${rows('b')}\n`;
  for (const { start, end, leadIn } of chunkDocument(text, 'text/markdown')) {
    const words = text.slice(start, end);
    const inView = `${leadIn === undefined ? '' : text.slice(leadIn.start, leadIn.end)}\n${words}`;
    if (words.includes('| a ')) expect(inView).toContain('| item | first |');
    if (words.includes('| b ')) expect(inView).toContain('| item | second |');
  }
});
