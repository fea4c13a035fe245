import type { TextCursor } from '../rail/text-cursor.ts';
import { isDigit, isHyphen, isInlineSpace } from '../text/units.ts';

/** Groups of digits with one separator between them. */
export interface DigitGroups {
  readonly digits: string;
  /** Digits and end distance after each group. */
  readonly groups: readonly { readonly digits: number; readonly end: number; readonly separator: number }[];
}

/** Reads groups of digits from the cursor: no more than `limit` digits, one separator between groups. */
export function readDigitGroups(cursor: TextCursor, limit: number): DigitGroups {
  const groups: { digits: number; end: number; separator: number }[] = [];
  let digits = '';
  let distance = 0;
  let separator = 0;
  while (digits.length <= limit) {
    const from = distance;
    let unit = cursor.unit(distance);
    while (isDigit(unit) && digits.length <= limit) {
      digits += String.fromCharCode(unit);
      unit = cursor.unit(++distance);
    }
    if (distance === from) break;
    groups.push({ digits: digits.length, end: distance, separator });
    if (!isInlineSpace(unit) && !isHyphen(unit) && unit !== 0x2e) break;
    separator = unit;
    distance++;
  }
  return { digits, groups };
}
