import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit } from '../../text/units.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const FILL = 0x3c;
const LONGEST = 44;
const lengths: ReadonlySet<number> = new Set([30, 36, LONGEST]);
const weights = [7, 3, 1];

/** Lines that machines read on passports, identity cards and visas (ICAO 9303), by their check digits or their name field. */
export const machineReadableLine: PiiRecogniser = {
  type: 'PASSPORT',
  maxLength: LONGEST,
  lookahead: 1,
  lookbehind: 1,
  isWordBound: true,
  begins: (unit) => isDigit(unit) || isCapital(unit),
  firstWord: ({ hasLower, hasDigit, length, next }) => !hasLower && (next === '<' || (hasDigit && length >= 15)),
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  let end = 0;
  while (end < LONGEST && isLineUnit(cursor.unit(end))) end++;
  if (!lengths.has(end) || isLineUnit(cursor.unit(end)) || !isLine(cursor.slice(0, end))) return undefined;
  return { end, rule: 'machine-readable-line', score: 0.95 };
}

function isLineUnit(unit: number): boolean {
  return unit === FILL || isDigit(unit) || isCapital(unit);
}

function isCapital(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

function isLine(line: string): boolean {
  if (/^[PV][A-Z<][A-Z<]{3}[A-Z]+(?:<[A-Z]+)*<<[A-Z<]*$/.test(line) && line.length > 30) return true;
  if (/^[A-Z]+(?:<[A-Z]+)*<<[A-Z<]*$/.test(line) && line.length === 30) return line.endsWith('<<');
  const fields: readonly (readonly [from: number, to: number])[] =
    line.length > 30
      ? [
          [0, 9],
          [13, 19],
          [21, 27],
        ]
      : /^[ACI]/.test(line)
        ? [[5, 14]]
        : [
            [0, 6],
            [8, 14],
          ];
  return fields.every(([from, to]) => checkDigit(line.slice(from, to)) === line.charAt(to)) && line.includes('<');
}

/** Weights 7, 3, 1 over values 0-9, A-Z as 10-35, and 0 for the filler. */
function checkDigit(field: string): string {
  let sum = 0;
  for (let place = 0; place < field.length; place++) {
    const character = field.charAt(place);
    sum += (character === '<' ? 0 : Number.parseInt(character, 36)) * (weights[place % 3] ?? 0);
  }
  return String(sum % 10);
}
