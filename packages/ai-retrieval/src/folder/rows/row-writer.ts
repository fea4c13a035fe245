import { tooMuchText, type Body, type BodyLimits, type NoBody } from '../body.ts';

/** A named value of a row. */
export type Field = readonly [name: string, value: string];

/** Writes rows as text: a line `name: value` for each value that is not blank, an empty line between rows. */
export interface RowWriter {
  /** False once the text is longer than it may be: then the rest need not be read. */
  row(fields: readonly Field[]): boolean;
  /** A row that cannot be read, at this line of the file or place in the list. */
  bad(place: number): void;
  finish(): Body | NoBody;
}

const longestName = 200;
const placesNamed = 5;
const accessName = /^\s*acl(?:\s*[.[].*)?\s*$/i;

/** Makes a writer. `places` says what bad rows are counted by. */
export function createRowWriter(limits: BodyLimits, places: 'line' | 'item'): RowWriter {
  const parts: string[] = [];
  let length = 0;
  let hasStrayAccess = false;
  let rows = 0;
  let badRows = 0;
  const firstBad: number[] = [];
  return {
    row(fields) {
      const lines = fields.flatMap(([name, value]) => {
        hasStrayAccess ||= accessName.test(name.slice(0, longestName));
        const words = plain(value);
        return words === '' ? [] : [`${plain(name.slice(0, longestName))}: ${words}`];
      });
      if (lines.length === 0) return true;
      const text = `${lines.join('\n')}\n`;
      length += text.length + 1;
      if (length > limits.maxTextLength) return false;
      parts.push(text);
      rows++;
      return true;
    },
    bad(place) {
      badRows++;
      if (firstBad.length < placesNamed) firstBad.push(place);
    },
    finish() {
      if (length > limits.maxTextLength) return tooMuchText(limits);
      const where = `${places} ${firstBad.join(', ')}${badRows > firstBad.length ? ', ...' : ''}`;
      if (rows === 0 && badRows > 0)
        return { reason: 'damaged', message: `no row can be read (first: ${where}); mend the file` };
      const message = `${String(badRows)} rows that cannot be read were passed over (${where}); mend them`;
      return {
        text: parts.join('\n'),
        hasStrayAccess,
        isEmpty: rows === 0,
        problems: badRows === 0 ? [] : [{ code: 'bad-rows', message }],
      };
    },
  };
}

/** On one line, since an empty line ends a row. */
function plain(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}
