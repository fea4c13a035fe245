const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Words that speak of everything. */
export const universals: ReadonlySet<string> = setOf(
  'all every each always everyone everybody everything entire whole completely fully',
);
/** Words that speak of a part. */
export const partials: ReadonlySet<string> = setOf(
  'some several many most few often usually sometimes mostly partly partially rarely seldom occasionally half nearly almost hardly barely scarcely',
);
/** Words that shut everything else out. */
export const exclusives: ReadonlySet<string> = setOf('only solely exclusively just alone');

const pairs: readonly (readonly [string, string])[] = [
  ['above', 'below'],
  ['over', 'under'],
  ['before', 'after'],
  ['more', 'less'],
  ['more', 'fewer'],
  ['most', 'least'],
  ['longer', 'shorter'],
  ['higher', 'lower'],
  ['larger', 'smaller'],
  ['faster', 'slower'],
  ['earlier', 'later'],
  ['first', 'last'],
  ['best', 'worst'],
  ['same', 'different'],
  ['new', 'old'],
  ['open', 'closed'],
  ['open', 'close'],
  ['enabled', 'disabled'],
  ['enable', 'disable'],
  ['allowed', 'forbidden'],
  ['allow', 'forbid'],
  ['accept', 'reject'],
  ['accepted', 'rejected'],
  ['required', 'optional'],
  ['trusted', 'untrusted'],
  ['safe', 'unsafe'],
  ['internal', 'external'],
  ['public', 'private'],
  ['increase', 'decrease'],
  ['increased', 'decreased'],
  ['rise', 'fall'],
  ['rose', 'fell'],
  ['win', 'lose'],
  ['won', 'lost'],
  ['buy', 'sell'],
  ['bought', 'sold'],
  ['start', 'end'],
  ['begin', 'end'],
  ['begins', 'ends'],
  ['add', 'remove'],
  ['added', 'removed'],
  ['pass', 'fail'],
  ['passed', 'failed'],
  ['true', 'false'],
  ['must', 'may'],
  ['always', 'sometimes'],
  ['synchronous', 'asynchronous'],
  ['input', 'output'],
  ['read', 'write'],
  ['minimum', 'maximum'],
  ['north', 'south'],
  ['east', 'west'],
  ['male', 'female'],
  ['husband', 'wife'],
  ['father', 'mother'],
  ['brother', 'sister'],
  ['son', 'daughter'],
];

const table = new Map<string, string[]>();

/** The words that turn this one around, in the forms of the table. */
export function oppositesOf(form: string): readonly string[] {
  if (table.size === 0) {
    for (const [one, other] of pairs) {
      table.set(one, [...(table.get(one) ?? []), other]);
      table.set(other, [...(table.get(other) ?? []), one]);
    }
  }
  return table.get(form) ?? [];
}
