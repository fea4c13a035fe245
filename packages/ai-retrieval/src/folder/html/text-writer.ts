/** Turns the events of a walk over a page into text with Markdown's marks. */
export interface TextWriter {
  enter(tag: string): void;
  leave(tag: string): void;
  text(value: string): void;
  finish(): string;
}

const blocks: ReadonlySet<string> = new Set(
  'address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main ol p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const tight: ReadonlySet<string> = new Set(['li', 'tr', 'dd', 'tbody', 'thead', 'tfoot']);

/** Writes words with single blanks between them, a blank line between blocks, `#` before headings, `-` or numbers before list items, `|` around cells and fences around preformatted text. */
export function createTextWriter(): TextWriter {
  const parts: string[] = [];
  let breaks = 0;
  let isSpaced = false;
  let mark = '';
  let codeDepth = 0;
  let cells: string[] | undefined;
  let cell: string | undefined;
  let rows = 0;
  const lists: { readonly isOrdered: boolean; count: number }[] = [];

  const requestBreak = (count: number): void => {
    breaks = Math.max(breaks, count);
    isSpaced = false;
  };
  const write = (words: string): void => {
    if (cell !== undefined) {
      cell += words;
      return;
    }
    if (breaks > 0 && parts.length > 0) parts.push('\n'.repeat(breaks));
    else if (isSpaced && parts.length > 0 && mark === '') parts.push(' ');
    if (mark !== '') parts.push(mark);
    breaks = 0;
    isSpaced = false;
    mark = '';
    parts.push(words);
  };
  const endRow = (): void => {
    const row = cells;
    cells = undefined;
    if (row === undefined || row.every((content) => content === '')) return;
    requestBreak(rows === 0 ? 2 : 1);
    write(`| ${row.join(' | ')} |`);
    if (rows++ === 0) {
      requestBreak(1);
      write(`|${' --- |'.repeat(row.length)}`);
    }
  };

  return {
    enter(tag) {
      if (cell !== undefined) {
        if (blocks.has(tag) || tag === 'br') cell += ' ';
        return;
      }
      if (tag === 'br') requestBreak(1);
      if (tag === 'td' || tag === 'th') {
        cells ??= [];
        cell = '';
      }
      if (!blocks.has(tag)) return;
      requestBreak(tight.has(tag) || (lists.length > 0 && (tag === 'ul' || tag === 'ol')) ? 1 : 2);
      const level = /^h([1-6])$/.exec(tag)?.[1];
      if (level !== undefined) mark = `${'#'.repeat(Number(level))} `;
      else if (tag === 'ul' || tag === 'ol') lists.push({ isOrdered: tag === 'ol', count: 0 });
      else if (tag === 'li') mark = itemMark(lists);
      else if (tag === 'table') rows = 0;
      else if (tag === 'pre' && codeDepth++ === 0) write('```\n');
    },
    leave(tag) {
      if ((tag === 'td' || tag === 'th') && cell !== undefined) {
        cells?.push(cell.replace(/\s+/g, ' ').trim().replaceAll('|', '/'));
        cell = undefined;
        return;
      }
      if (cell !== undefined) return;
      if (tag === 'tr' || tag === 'table') endRow();
      if (tag === 'pre' && codeDepth > 0 && --codeDepth === 0) parts.push('\n```');
      if (!blocks.has(tag)) return;
      if (tag === 'ul' || tag === 'ol') lists.pop();
      mark = tag === 'li' || /^h[1-6]$/.test(tag) ? '' : mark;
      requestBreak(tight.has(tag) || ((tag === 'ul' || tag === 'ol') && lists.length > 0) ? 1 : 2);
    },
    text(value) {
      if (codeDepth > 0 && cell === undefined) {
        if (value !== '') parts.push(value.replaceAll('```', "'''"));
        return;
      }
      const words = value.replace(/\s+/g, ' ');
      if (cell !== undefined) {
        cell += words;
        return;
      }
      if (words.startsWith(' ')) isSpaced = breaks === 0;
      const trimmed = words.trim();
      if (trimmed === '') return;
      write(trimmed);
      isSpaced = words.endsWith(' ');
    },
    finish() {
      endRow();
      return parts.join('') + (parts.length > 0 ? '\n' : '');
    },
  };
}

function itemMark(lists: readonly { readonly isOrdered: boolean; count: number }[]): string {
  const list = lists.at(-1);
  const indent = '  '.repeat(Math.max(0, lists.length - 1));
  if (list?.isOrdered !== true) return `${indent}- `;
  list.count++;
  return `${indent}${String(list.count)}. `;
}
