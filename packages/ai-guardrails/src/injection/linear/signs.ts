/** What is counted of the signs of a text, in this order. */
const signs = ['line', 'quote', 'bracket', 'caps', 'bang', 'question', 'digit', 'code', 'colon'] as const;

/** How many kinds of signs there are. */
export const SIGNS: number = signs.length;

const NONE = 255;
const CAPS = 3;
const CAPITAL = 254;

let table: Uint8Array | undefined;

/** Counts the signs of a text; three capitals in a row count as one word in capitals. */
export function countSigns(text: string, into: Int32Array): void {
  table ??= tableOf();
  into.fill(0);
  let capitals = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const sign = unit < 128 ? (table[unit] ?? NONE) : unit === 0x201c || unit === 0x201d ? 1 : NONE;
    if (sign === CAPITAL) {
      if (++capitals === 3) into[CAPS] = (into[CAPS] ?? 0) + 1;
      continue;
    }
    capitals = 0;
    if (sign !== NONE) into[sign] = (into[sign] ?? 0) + 1;
  }
}

function tableOf(): Uint8Array {
  const made = new Uint8Array(128).fill(NONE);
  const set = (chars: string, sign: number): void => {
    for (const char of chars) made[char.charCodeAt(0)] = sign;
  };
  set('\n', 0);
  set('"', 1);
  set('[]', 2);
  set('ABCDEFGHIJKLMNOPQRSTUVWXYZ', CAPITAL);
  set('!', 4);
  set('?', 5);
  set('0123456789', 6);
  set('{}();=<>/\\|`#$&_', 7);
  set(':', 8);
  return made;
}
