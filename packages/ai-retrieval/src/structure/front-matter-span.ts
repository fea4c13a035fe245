import { lineAt } from './lines.ts';

/** Where the YAML at the top of a Markdown file is, if there is any. */
export interface FrontMatterSpan {
  /** `[start, end)` of the YAML, between the delimiter lines. */
  readonly start: number;
  readonly end: number;
  /** Where the body begins. */
  readonly bodyStart: number;
  /** The closing line is missing: the file meant front matter, and what it says cannot be known. */
  readonly isBroken: boolean;
}

const longestFrontMatter = 65_536;

/** Finds the front matter of a Markdown text: `---` on the first line (after a byte order mark), closed by `---` or `...`. */
export function frontMatterSpan(text: string): FrontMatterSpan | undefined {
  const first = lineAt(text, text.startsWith('\uFEFF') ? 1 : 0);
  if (text.slice(first.start, first.end).trimEnd() !== '---') return undefined;
  let at = first.next;
  while (at < text.length && at - first.next <= longestFrontMatter) {
    const line = lineAt(text, at);
    const content = line.end - line.start <= 200 ? text.slice(line.start, line.end).trimEnd() : '';
    if (content === '---' || content === '...') {
      return { start: first.next, end: line.start, bodyStart: line.next, isBroken: false };
    }
    at = line.next;
  }
  // A lone rule above ordinary prose is Markdown; a rule above "key:" was meant as front matter.
  const second = lineAt(text, first.next);
  const isKey = /^[\w-]{1,60}[ \t]*:/.test(text.slice(second.start, Math.min(second.end, second.start + 100)));
  return isKey ? { start: first.next, end: text.length, bodyStart: first.next, isBroken: true } : undefined;
}
