import type { Draw } from './draw.ts';
import { sameForm } from './form.ts';

const firstNames = [
  'Robin',
  'Alex',
  'Kim',
  'Sam',
  'Noor',
  'Jules',
  'Sasha',
  'Andrea',
  'Jordan',
  'Morgan',
  'Taylor',
  'Quinn',
  'Rowan',
  'Toni',
  'Luca',
  'Mika',
] as const;
const lastNames = [
  'Berg',
  'Lind',
  'Moreno',
  'Okafor',
  'Novak',
  'Silva',
  'Tanaka',
  'Haddad',
  'Keller',
  'Dubois',
  'Larsen',
  'Rossi',
  'Petrov',
  'Nguyen',
  'Walsh',
  'Costa',
] as const;

/** A mailbox that does not exist, at a domain that is reserved for examples (RFC 2606). */
export function emailLike(draw: Draw): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789';
  const local = Array.from({ length: 10 }, () => letters.charAt(draw.below(letters.length))).join('');
  return `${local}@example.${draw.pick(['com', 'net', 'org'])}`;
}

/** A made-up name of as many words; initials stay initials. */
export function nameLike(value: string, draw: Draw): string {
  let isFirst = true;
  return value.replace(/[\p{L}\p{M}'’-]+/gu, (word) => {
    const isInitial = Array.from(word).length === 1;
    if (isInitial) return String.fromCharCode(0x41 + draw.below(26));
    const name = isFirst ? draw.pick(firstNames) : draw.pick(lastNames);
    isFirst = false;
    return word === word.toUpperCase() ? name.toUpperCase() : name;
  });
}

const DAY_MS = 86_400_000;

/**
 * The date some days earlier or later, in the same form: all dates of a conversation move by the same distance, so that
 * the time between them stays. Forms other than numbers with separators get other digits.
 */
export function dateLike(value: string, days: number, draw: Draw): string {
  const parts = /^(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})$/.exec(value);
  if (parts === null) return sameForm(value, draw);
  const [, first = '', separator = '', second = '', third = ''] = parts;
  const isYearFirst = first.length === 4;
  // Which of two small numbers is the month is a custom; with slashes it mostly comes first.
  const isMonthFirst = !isYearFirst && separator === '/' && Number(first) <= 12;
  const [year, month, day] = isYearFirst
    ? [first, second, third]
    : isMonthFirst
      ? [third, first, second]
      : [third, second, first];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const moved = new Date(at + days * DAY_MS);
  if (Number.isNaN(moved.getTime()) || year.length !== 4) return sameForm(value, draw);
  const write = (number: number, like: string): string => String(number).padStart(like.length, '0');
  const [y, m, d] = [
    write(moved.getUTCFullYear(), year),
    write(moved.getUTCMonth() + 1, month),
    write(moved.getUTCDate(), day),
  ];
  return (isYearFirst ? [y, m, d] : isMonthFirst ? [m, d, y] : [d, m, y]).join(separator);
}
