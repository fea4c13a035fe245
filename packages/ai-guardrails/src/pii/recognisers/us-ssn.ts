import type { TextCursor } from '../../rail/text-cursor.ts';
import { isDigit, isHyphen, isInlineSpace, isWord } from '../../text/units.ts';
import { readDigitGroups } from '../digit-groups.ts';
import { hasContext } from '../context-words.ts';
import type { PiiRecogniser, Recognition } from '../recogniser.ts';

const words = ['ssn', 'social security', 'social sec', 'soc sec'];

/** US social security numbers: 3-2-4 digits in ranges that are issued; plain digits only after words that name them. */
export const usSsn: PiiRecogniser = {
  type: 'US_SSN',
  maxLength: 11,
  isWordBound: true,
  begins: isDigit,
  firstWord: ({ length, leadsToDigit }) => length === 9 || (length === 3 && leadsToDigit),
  open: () => recognise,
};

function recognise(cursor: TextCursor): Recognition | undefined {
  const before = cursor.unit(-1);
  if (isHyphen(before) || before === 0x2e) return undefined;
  let first = 0;
  while (first < 10 && isDigit(cursor.unit(first))) first++;
  if (first !== 3 && first !== 9) return undefined;
  // Two digits behind one separator, and another separator.
  if (first === 3 && !(isDigit(cursor.unit(4)) && isDigit(cursor.unit(5)) && !isDigit(cursor.unit(6))))
    return undefined;
  const { digits, groups } = readDigitGroups(cursor, 10);
  const [area, group, serial] = groups;
  if (area?.digits === 9) return plain(cursor, digits, area.end);
  if (area?.digits !== 3 || group?.digits !== 5 || serial?.digits !== 9) return undefined;
  const isSame = group.separator === serial.separator && group.separator !== 0x2e;
  const next = cursor.unit(serial.end);
  const goesOn = isWord(next) || (isHyphen(next) && isDigit(cursor.unit(serial.end + 1)));
  if (!isSame || goesOn || !isIssued(digits.slice(0, 9))) return undefined;
  if (isInlineSpace(group.separator) && !hasContext(cursor, words)) return undefined;
  return { end: serial.end, rule: 'area-group-serial', score: 0.9 };
}

function plain(cursor: TextCursor, digits: string, end: number): Recognition | undefined {
  if (isWord(cursor.unit(end)) || !isIssued(digits.slice(0, 9)) || !hasContext(cursor, words)) return undefined;
  return { end, rule: 'plain-after-context', score: 0.8 };
}

/** Areas 000, 666 and 900-999, group 00 and serial 0000 are never issued. */
function isIssued(digits: string): boolean {
  const area = digits.slice(0, 3);
  return (
    area !== '000' &&
    area !== '666' &&
    !area.startsWith('9') &&
    digits.slice(3, 5) !== '00' &&
    digits.slice(5) !== '0000'
  );
}
