import type { Draw } from './draw.ts';
import { digitsOf, withDigits } from './form.ts';

/**
 * Numbers that are reserved for fiction, by country code: NANP 555-01xx, Ofcom, ACMA, ARCEP, Bundesnetzagentur, PTS,
 * ComReg. They stand behind the country code; `mobile` where the number begins like a mobile one.
 */
const fictional: Readonly<
  Record<string, { readonly landline: string; readonly mobile?: string; readonly mobileFrom?: string }>
> = {
  44: { landline: '1632960', mobile: '7700900', mobileFrom: '7' },
  61: { landline: '255501', mobile: '491570', mobileFrom: '4' },
  33: { landline: '19900', mobile: '63998', mobileFrom: '6' },
  49: { landline: '3023125', mobile: '17139200', mobileFrom: '1' },
  46: { landline: '8465004', mobile: '701740', mobileFrom: '7' },
  353: { landline: '20912' },
};

/** A number of the same grouping that is reserved for fiction, where its country has such numbers; else one that cannot be dialled. */
export function phoneLike(value: string, draw: Draw): string {
  const digits = digitsOf(value);
  const isInternational = /^\s*\(?\s*(?:\+|00)/.test(value);
  if (isInternational) {
    const prefix = value.includes('+') ? '' : '00';
    return withDigits(value, prefix + internationalLike(digits.slice(prefix.length), draw));
  }
  return withDigits(value, nationalLike(digits, draw));
}

function internationalLike(digits: string, draw: Draw): string {
  if (digits.startsWith('1') && digits.length >= 11) return `1${americanLike(digits.slice(1), draw)}`;
  for (const length of [2, 3]) {
    const code = digits.slice(0, length);
    const range = fictional[code];
    if (range !== undefined) return code + rangeLike(range, digits.slice(length), draw);
  }
  // No plan has national numbers that begin with two zeros.
  const code = digits.slice(0, 2);
  return `${code}00${draw.digits(digits.length - 4)}`;
}

function nationalLike(digits: string, draw: Draw): string {
  if (digits.length === 11 && digits.startsWith('1')) return `1${americanLike(digits.slice(1), draw)}`;
  if (digits.length === 11 && digits.startsWith('07')) return `07700900${draw.digits(3)}`;
  if (digits.startsWith('0')) return `00${draw.digits(digits.length - 2)}`;
  return americanLike(digits, draw);
}

/** Area code and what else stands before stay; 100 numbers of each area are for fiction. */
function americanLike(digits: string, draw: Draw): string {
  const tail = `55501${draw.digits(2)}`;
  if (digits.length <= 7) return tail.slice(7 - digits.length);
  const extra = Math.max(0, digits.length - 10);
  return digits.slice(0, digits.length - extra - 7) + tail + draw.digits(extra);
}

function rangeLike(range: (typeof fictional)[string], national: string, draw: Draw): string {
  const { landline, mobile, mobileFrom } = range;
  const isMobile =
    mobile !== undefined && mobileFrom !== undefined && national.replace(/^0/, '').startsWith(mobileFrom);
  // A trunk zero, as in +44 (0)20, stays where it is.
  const trunk = national.startsWith('0') ? '0' : '';
  const start = trunk + (isMobile ? mobile : landline);
  return (start + draw.digits(national.length - start.length)).slice(0, national.length);
}
