import type { Random } from './grammar.ts';

/** Writes a text as people do: with other capitals, slips of the keyboard, and something around it. */
export function disguise(
  text: string,
  isAttack: boolean,
  random: Random,
  carrierOf: (random: Random) => string,
): string {
  let made = random.once(2) ? text.replace(/(^|[.!?] )([a-z])/g, (all) => all.toUpperCase()) : text;
  made = made.replaceAll('..', '.').replace(/([?!,])\./g, '$1');
  if (random.once(16)) made = made.toUpperCase();
  else if (random.once(8)) made = made.toLowerCase();
  if (random.once(8)) made = slip(made, random);
  if (isAttack && random.once(40)) made = made.replace(/[aeos]/g, (letter) => leet[letter] ?? letter);
  if (random.once(10)) made = `${carrierOf(random)} ${made}`;
  if (random.once(12)) made = `${made}\n\n${carrierOf(random)}`;
  return made;
}

const leet: Readonly<Record<string, string>> = { a: '4', e: '3', o: '0', s: '5' };

/** Drops or doubles a few letters. */
function slip(text: string, random: Random): string {
  let made = text;
  for (let times = 1 + Math.floor(text.length / 120); times > 0; times--) {
    const at = random.below(Math.max(1, made.length));
    made = random.once(2)
      ? made.slice(0, at) + made.slice(at + 1)
      : made.slice(0, at) + made.slice(at, at + 1) + made.slice(at);
  }
  return made;
}
