import { scanAsciiDoc } from './asciidoc.ts';
import type { Block } from './block.ts';
import { scanCode } from './code/scan-code.ts';
import { frontMatterSpan } from './front-matter-span.ts';
import { scanMarkdown } from './markdown.ts';
import { scanPages } from './pages.ts';
import { scanPlainText } from './plain-text.ts';
import { scanRows } from './rows.ts';

/** Where the body of a document begins: behind the front matter of Markdown, at 0 in every other format. */
export function bodyStart(text: string, mediaType: string): number {
  return mediaType === 'text/markdown' ? (frontMatterSpan(text)?.bodyStart ?? 0) : 0;
}

/** Markdown, and what is extracted with its marks. */
const marked: ReadonlySet<string> = new Set([
  'text/markdown',
  'text/html',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]);
const rows: ReadonlySet<string> = new Set([
  'text/csv',
  'text/tab-separated-values',
  'application/json',
  'application/jsonl',
]);

/** The blocks of a document's body in order. Text extracted from HTML is written with Markdown's marks, so that it is scanned as Markdown. */
export function scanBlocks(text: string, mediaType: string): Generator<Block> {
  const from = bodyStart(text, mediaType);
  if (marked.has(mediaType)) return scanMarkdown(text, from);
  if (mediaType === 'text/asciidoc') return scanAsciiDoc(text, from);
  if (mediaType === 'application/pdf') return scanPages(text);
  if (rows.has(mediaType)) return scanRows(text);
  return scanCode(text, mediaType) ?? scanPlainText(text, from);
}
