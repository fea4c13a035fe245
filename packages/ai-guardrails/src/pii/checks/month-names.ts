/** English, German, French, Spanish, Italian, Portuguese, Dutch, Polish and Swedish names by what tells them apart, in lower case without accents. */
const names: readonly (readonly [starts: string, month: number])[] = [
  ['jan janv ene gen sty', 1],
  ['feb fev lut', 2],
  ['mar mae mrz mrt maa', 3],
  ['apr avr abr kwi', 4],
  ['may mai mei mag maj', 5],
  ['jun jui giu cze', 6],
  ['jul juil lug lip', 7],
  ['aug aou ago sie', 8],
  ['sep set wrz', 9],
  ['oct okt oto ott out paz', 10],
  ['nov lis', 11],
  ['dec dez dic des gru', 12],
];
const isPlain = /^[a-z]*$/;
let months: ReadonlyMap<string, number> | undefined;

/** The month that a word names, from 1 to 12, or 0. */
export function monthOf(word: string): number {
  months ??= new Map(names.flatMap(([starts, month]) => starts.split(' ').map((start) => [start, month] as const)));
  const lower = word.toLowerCase();
  const plain = isPlain.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}/gu, '');
  for (let length = Math.min(5, plain.length); length >= 3; length--) {
    const month = months.get(plain.slice(0, length));
    if (month !== undefined) return month;
  }
  return 0;
}
