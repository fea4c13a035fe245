/** One line of a text: `[start, end)` without its line break, `next` where the following line begins. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const lineFeed = 10;
const carriageReturn = 13;

/** The lines of a text from an offset on; a line ends at LF, CRLF or CR. */
export function* linesOf(text: string, from = 0): Generator<Line> {
  let start = from;
  while (start < text.length) {
    const line = lineAt(text, start);
    yield line;
    start = line.next;
  }
}

/** The line that begins at `start`. */
export function lineAt(text: string, start: number): Line {
  let end = start;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    if (unit === lineFeed) return { start, end, next: end + 1 };
    if (unit === carriageReturn) return { start, end, next: text.charCodeAt(end + 1) === lineFeed ? end + 2 : end + 1 };
    end++;
  }
  return { start, end, next: end };
}
