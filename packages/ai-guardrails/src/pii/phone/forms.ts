import type { DialledGroup } from './dialled.ts';
import { fitsShape, fitsTrunk, planOf } from './numbering-plans.ts';

/** What kind of telephone number groups of digits are by their form. */
export interface PhoneForm {
  readonly rule: string;
  readonly score: number;
  /** Hardly anything else is written so: words about other numbers do not count. */
  readonly isUsual: boolean;
}

const LEAST_DIGITS = 8;
const MOST_DIGITS = 15;
/** Digits from which on a number of a known country code is taken for one without the plan of the country. */
const LEAST_UNPLANNED = 10;
const MOST_GROUPS = 6;

export function digitsOf(groups: readonly DialledGroup[]): string {
  return groups.reduce((digits, group) => digits + group.digits, '');
}

function shapeOf(groups: readonly DialledGroup[]): string {
  return groups.map(({ digits }) => digits.length).join();
}

/** Behind a plus: country code and number, a trunk prefix in between ignored. */
export function internationalForm(groups: readonly DialledGroup[]): PhoneForm | undefined {
  const trunk = groups.find(({ isBracketed }, place) => isBracketed && place > 0);
  const digits = groups.reduce(
    (all, group) => all + (group === trunk ? group.digits.replace(/^0/, '') : group.digits),
    '',
  );
  const plan = planOf(digits);
  if (plan === undefined || digits.length < LEAST_DIGITS || digits.length > MOST_DIGITS) return undefined;
  const number = digits.slice(plan.code.length);
  const bare = plan.trunk === '0' && number.startsWith('0') ? number.slice(1) : number;
  if (plan.fits(bare)) return { rule: 'e164', score: 0.95, isUsual: true };
  if (plan.hasLength(bare.length)) return { rule: 'e164-length', score: 0.8, isUsual: true };
  // Hardly anything else is written with a plus; a plan that changed must not let a number out.
  return digits.length >= LEAST_UNPLANNED ? { rule: 'country-code', score: 0.6, isUsual: false } : undefined;
}

/** Without a plus: exit codes, North American numbers, and what the numbering plans of other countries say. */
export function domesticForm(groups: readonly DialledGroup[]): PhoneForm | undefined {
  if (groups.length > MOST_GROUPS) return undefined;
  const digits = digitsOf(groups);
  const shape = shapeOf(groups);
  return exitCode(groups, digits) ?? northAmerican(groups, digits, shape) ?? national(groups, digits, shape);
}

/** 00 or 011, then a country code. */
function exitCode(groups: readonly DialledGroup[], digits: string): PhoneForm | undefined {
  const [first, ...rest] = groups;
  const code = first?.digits.startsWith('00') === true ? '00' : first?.digits === '011' ? '011' : undefined;
  if (first === undefined || code === undefined || digits.length < code.length + 8) return undefined;
  const form = internationalForm([{ ...first, digits: first.digits.slice(code.length) }, ...rest]);
  if (form === undefined || form.rule === 'country-code') return undefined;
  return { rule: 'exit-code', score: 0.8, isUsual: false };
}

const northAmericanShapes: ReadonlySet<string> = new Set(['3,3,4', '1,3,3,4', '3,7', '1,3,7', '1,10']);

/** [1] area, exchange and line: 3, 3 and 4 digits. */
function northAmerican(groups: readonly DialledGroup[], digits: string, shape: string): PhoneForm | undefined {
  if (!northAmericanShapes.has(shape)) return undefined;
  const hasTrunk = shape.startsWith('1');
  if (hasTrunk && !digits.startsWith('1')) return undefined;
  const number = hasTrunk ? digits.slice(1) : digits;
  const isBracketed = groups.some((group) => group.isBracketed);
  if (/^[2-9][0-9]{2}[2-9]/.test(number)) return { rule: 'nanp', score: 0.85, isUsual: isBracketed };
  const isSigned = groups.some(({ separator }) => separator === '-' || separator === '.');
  const isFull = shape.endsWith('3,3,4');
  return isFull && (isBracketed || isSigned) ? { rule: 'area-exchange-line', score: 0.6, isUsual: false } : undefined;
}

function national(groups: readonly DialledGroup[], digits: string, shape: string): PhoneForm | undefined {
  const [first, second] = groups;
  if (first === undefined) return undefined;
  if (second === undefined) return plainMobile(digits);
  const hasSingles = groups.some((group, place) => group.digits.length === 1 && place > 0);
  if (hasSingles || groups.some((group) => group.digits.length > 8)) return undefined;
  const size = first.digits.length;
  if (digits.startsWith('0')) {
    const isArea = size >= 2 && size <= 6 && first.digits[1] !== '0';
    return isArea && fitsTrunk('0', digits) ? { rule: 'trunk-prefix', score: 0.75, isUsual: false } : undefined;
  }
  if (digits.startsWith('8') && /^1,3,(?:7|3,4|3,2,2)$/.test(shape) && fitsTrunk('8', digits)) {
    return { rule: 'trunk-prefix', score: 0.75, isUsual: false };
  }
  const separators = new Set(groups.slice(1).map(({ separator }) => separator));
  const isThousands = shape === '3,3,3' && separators.has('.');
  if (fitsShape(shape, digits) && separators.size <= 2 && !isThousands) {
    return { rule: 'national-form', score: 0.6, isUsual: false };
  }
  const isArea = first.isBracketed && size >= 2 && size <= 4 && !isYear(first.digits);
  return isArea && digits.length >= 7 && digits.length <= 11
    ? { rule: 'bracketed-area', score: 0.6, isUsual: false }
    : undefined;
}

/** Mobile numbers of Great Britain, France, Germany, Australia and others as one run of digits. */
function plainMobile(digits: string): PhoneForm | undefined {
  const isMobile = /^0(?:7[0-9]{9}|[67][0-9]{8}|1[567][0-9]{8,9}|4[0-9]{8})$/.test(digits);
  return isMobile ? { rule: 'mobile', score: 0.6, isUsual: false } : undefined;
}

/** Whether words that name it make a telephone number of the groups, whatever their form. */
export function canBeNamed(groups: readonly DialledGroup[]): boolean {
  const digits = digitsOf(groups);
  const shape = shapeOf(groups);
  const isPeriod = shape === '4,4' && groups.every((group) => isYear(group.digits));
  return digits.length >= 7 && digits.length <= MOST_DIGITS && !isPeriod && shape !== '3,2,4';
}

/** A day, a month and a year, in any order, with one separator. */
export function isDate(groups: readonly DialledGroup[]): boolean {
  const [first, second, third] = groups;
  if (first === undefined || second === undefined || third === undefined) return false;
  if (second.separator !== third.separator || groups.some(({ isBracketed }) => isBracketed)) return false;
  const isPart = ({ digits }: DialledGroup): boolean =>
    digits.length <= 2 && Number(digits) >= 1 && Number(digits) <= 31;
  if (!isPart(second)) return false;
  return (isYear(first.digits) && isPart(third)) || (isPart(first) && isYear(third.digits));
}

function isYear(digits: string): boolean {
  return digits.length === 4 && (digits.startsWith('19') || digits.startsWith('20'));
}
