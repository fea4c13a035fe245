import { concepts } from './concepts.ts';
import { hashOf } from './hashing.ts';

const SLOTS = 4_096;

let table: { readonly hashes: Int32Array; readonly masks: Int32Array } | undefined;

/** Which concepts the word with this hash stands for, one bit each. The table is made when first asked for. */
export function conceptsOf(hash: number): number {
  table ??= makeTable();
  const { hashes, masks } = table;
  let slot = slotOf(hash);
  for (let mask = masks[slot] ?? 0; mask !== 0; mask = masks[slot] ?? 0) {
    if (hashes[slot] === hash) return mask;
    slot = (slot + 1) % SLOTS;
  }
  return 0;
}

function makeTable(): NonNullable<typeof table> {
  const hashes = new Int32Array(SLOTS);
  const masks = new Int32Array(SLOTS);
  for (const [bit, [, words]] of concepts.entries()) {
    for (const word of words.split(' ')) {
      const hash = hashOf(word);
      let slot = slotOf(hash);
      while (masks[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) % SLOTS;
      hashes[slot] = hash;
      masks[slot] = (masks[slot] ?? 0) | (1 << bit);
    }
  }
  return { hashes, masks };
}

function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
