/** Short words of English that a rotated text has and no other. */
const common: ReadonlySet<string> = new Set(
  'the and you your all to of is are not this that with from for tell me ignore system prompt instructions previous now any rules write how a i in it do what'.split(
    ' ',
  ),
);
/** The same, turned: each has one counterpart, so that words need not be turned to be counted. */
let commonTurned: ReadonlySet<string> | undefined;
const LEAST_WORDS = 3;
const WORDS = 64;

/** The text turned by thirteen letters, where that reads as English and the text itself does not. */
export function findRot13(text: string): string | undefined {
  const words =
    text
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.slice(0, WORDS) ?? [];
  if (words.length < LEAST_WORDS) return undefined;
  commonTurned ??= new Set([...common].map(rot13));
  let turned = 0;
  let plain = 0;
  for (const word of words) {
    if (commonTurned.has(word)) turned++;
    if (common.has(word)) plain++;
  }
  return turned >= 2 && turned * 5 >= words.length && turned > 2 * plain ? rot13(text) : undefined;
}

function rot13(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) => {
    const unit = letter.charCodeAt(0);
    return String.fromCharCode(unit + ((unit | 0x20) < 0x6e ? 13 : -13));
  });
}
