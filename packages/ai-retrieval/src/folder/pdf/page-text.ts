/** A run of characters on a page as the reader gives it. */
interface TextItem {
  readonly str: string;
  readonly height: number;
  readonly hasEOL: boolean;
  /** Where it stands: the sixth number is the height above the foot of the page. */
  readonly transform: readonly unknown[];
}

// Lines of a paragraph are 1 to 1.3 heights apart.
const paragraphGap = 1.7;

/** Joins the runs of a page to lines, with an empty line where the page leaves more room than between two lines. */
export function createPageText(items: readonly TextItem[]): string {
  const lines: string[] = [];
  let line = '';
  let lineY: number | undefined;
  let lineHeight = 0;
  let lastY: number | undefined;
  const endLine = (): void => {
    const words = plain(line);
    if (words !== '') {
      const isApart =
        lastY !== undefined && lineY !== undefined && Math.abs(lastY - lineY) > paragraphGap * Math.max(lineHeight, 1);
      if (isApart) lines.push('');
      lines.push(words);
      lastY = lineY;
    }
    line = '';
    lineY = undefined;
    lineHeight = 0;
  };
  for (const { str, height, hasEOL, transform } of items) {
    line += str;
    if (str.trim() !== '') {
      if (typeof transform[5] === 'number') lineY ??= transform[5];
      lineHeight = Math.max(lineHeight, height);
    }
    if (hasEOL) endLine();
  }
  endLine();
  return lines.join('\n');
}

/** On one line, and without the character that separates pages. */
function plain(words: string): string {
  return words
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
