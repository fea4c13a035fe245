import { AiError } from '@org/ai-core';
import type { Canary } from './canary.ts';
import { formsOf, type CanaryForm } from './canary-forms.ts';

/** A place in a form at which a text may begin to repeat it. */
export interface CanaryPlace {
  readonly id: string;
  readonly form: CanaryForm;
  readonly offset: number;
}

/** All forms of all canaries, by three characters in a row. */
export interface CanaryIndex {
  /** Whether a form holds three characters in a row with this key; wrong now and then, but only on the yes side. */
  readonly mayHold: (key: number) => boolean;
  readonly places: (key: number) => readonly CanaryPlace[];
  /** By two characters as they are written, `first << 7 | second`: 1 where a form may hold them in a row. */
  readonly pairs: Uint8Array;
  readonly longest: number;
}

/** How many characters are a key, of seven bits each. */
export const KEY_LENGTH = 3;

const FILTER_BITS = 16;

/** The key of three characters, whether they are compared exactly or by the letters that they show. */
export function hashOf(key: number, isExact: boolean): number {
  return Math.imul(isExact ? key ^ 0x155555 : key, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

export function createCanaryIndex(canaries: readonly Canary[], least: number): CanaryIndex {
  const filter = new Uint8Array(1 << FILTER_BITS);
  const places = new Map<number, CanaryPlace[]>();
  const pairs = new Uint8Array(1 << 14);
  let longest = 0;
  const ids = new Set<string>();
  for (const { id, marker } of canaries) {
    if (ids.has(id))
      throw new AiError('invalid-input', `canaryRail got canary "${id}" twice; give each an id of its own`);
    ids.add(id);
    for (const form of formsOf(marker, least)) {
      longest = Math.max(longest, form.text.length);
      for (let offset = 0; offset + form.least <= form.text.length; offset++) {
        const hash = hashOf(keyOf(form.text, offset), form.isExact);
        filter[hash] = 1;
        markPairs(pairs, form.text.slice(offset, offset + 2), form.isExact);
        const known = places.get(hash);
        if (known === undefined) places.set(hash, [{ id, form, offset }]);
        else known.push({ id, form, offset });
      }
    }
  }
  return { mayHold: (hash) => filter[hash] === 1, places: (hash) => places.get(hash) ?? [], pairs, longest };
}

function keyOf(text: string, offset: number): number {
  let key = 0;
  for (let at = offset; at < offset + KEY_LENGTH; at++) key = (key << 7) | text.charCodeAt(at);
  return key;
}

/** A form that is read by what it shows is written in letters of both cases. */
function markPairs(pairs: Uint8Array, text: string, isExact: boolean): void {
  const [first = '', second = ''] = text;
  for (const one of isExact ? [first] : [first, first.toUpperCase()]) {
    for (const two of isExact ? [second] : [second, second.toUpperCase()]) {
      pairs[(one.charCodeAt(0) << 7) | two.charCodeAt(0)] = 1;
    }
  }
}
