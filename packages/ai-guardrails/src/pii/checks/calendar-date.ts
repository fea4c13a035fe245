const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the month and the day exist, and February the 29th in that year. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  if (day < 1 || day > (longest[month - 1] ?? 0)) return false;
  return !(month === 2 && day === 29) || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** Whether six digits are a day of some year `..YY`; the century is not known, so 00 has its leap day. */
export function isShortDate(digits: string, order: 'YYMMDD' | 'DDMMYY'): boolean {
  const [first, month, last] = [0, 2, 4].map((at) => Number(digits.slice(at, at + 2)));
  const [year, day] = order === 'YYMMDD' ? [first, last] : [last, first];
  return isCalendarDate(2000 + (year ?? 0), month ?? 0, day ?? 0);
}
