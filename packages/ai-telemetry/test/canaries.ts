/** Pseudo-random numbers from 0 to 1, the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const words = 'invoice balance diagnosis salary kidney transfer mortgage custody warrant refund allergy password'.split(
  ' ',
);
const glyphs = ['ä', 'ñ', 'ß', '東', '京', 'я', 'ж', 'ع', 'न', '한', '🦜', 'é', '\u200b', '”'];

/** Strings that must not leave a process, each with a tag that no other text holds: e-mail addresses, card numbers, sentences, Unicode text. */
export function createCanaries(count: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
  const tag = (): string =>
    Math.floor(random() * 36 ** 6)
      .toString(36)
      .padStart(6, 'q');
  const makers = [
    () => `${pick(words)}.${tag()}@mail-${tag()}.example`,
    () => cardNumber(random, pick(['', ' ', '-'])),
    () => `My ${pick(words)} ${tag()} is about the ${pick(words)} of "${pick(words)}", isn't it?`,
    () => `${pick(glyphs)}${tag()}${pick(glyphs)}${tag()}${pick(glyphs)}`,
    () => `{"${pick(words)}":"${tag()}\\n${pick(glyphs)}"}`,
  ];
  return Array.from({ length: count }, (_, index) => (makers[index % makers.length] ?? tag)());
}

/** The parts of a canary that appear in no other text: tags, and card numbers without separators. */
export function tagsOf(canary: string): string[] {
  const runs = canary.match(/[a-z0-9]{6,}/g) ?? [];
  return runs.filter((run) => run !== 'example' && !words.includes(run));
}

function cardNumber(random: () => number, separator: string): string {
  const digits = [3 + Math.floor(random() * 4), ...Array.from({ length: 14 }, () => Math.floor(random() * 10))];
  const sum = digits.reduce((total, digit, index) => {
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  const all = [...digits, (10 - (sum % 10)) % 10].join('');
  return (all.match(/.{4}/g) ?? []).join(separator);
}
