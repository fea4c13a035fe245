import { AiError } from '@org/ai-core';
import type { Canary } from './canary.ts';
import { formsOf, type CanaryForm } from './canary-forms.ts';

/** A place in a form at which a text may begin to repeat it. */
export interface CanaryPlace {
  readonly id: string;
  readonly form: CanaryForm;
  readonly offset: number;
}

/** All forms of all canaries, by six characters in a row. */
export interface CanaryIndex {
  /** Whether a form holds six characters in a row with this hash. */
  readonly mayHold: (hash: number) => boolean;
  readonly places: (hash: number) => readonly CanaryPlace[];
  /** By two characters as they are written, `first << 7 | second`: 1 where a form may hold them in a row. */
  readonly pairs: Uint8Array;
  readonly longest: number;
}

/** How many characters in a row are hashed. */
export const KEY_LENGTH = 6;

/** What the hash of characters that are compared exactly, or by the letters that they show, begins with. */
export const EXACT = 0x2f0b4c47;
export const SHOWN = 0x11c9dc5;

/** The hash with one more character (FNV-1a). */
export function hashStep(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

export function createCanaryIndex(canaries: readonly Canary[], least: number): CanaryIndex {
  const filter = new Uint8Array(1 << 16);
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
      for (let at = 0; at + 1 < form.text.length; at++) markPairs(pairs, form.text.slice(at, at + 2), form.isExact);
      for (let offset = 0; offset + form.least <= form.text.length; offset++) {
        const hash = hashAt(form, offset);
        filter[hash >>> 16] = 1;
        const known = places.get(hash);
        if (known === undefined) places.set(hash, [{ id, form, offset }]);
        else known.push({ id, form, offset });
      }
    }
  }
  return {
    // The filter answers for most; what it lets through by chance could be met at every place of a text.
    mayHold: (hash) => filter[hash >>> 16] === 1 && places.has(hash),
    places: (hash) => places.get(hash) ?? [],
    pairs,
    longest,
  };
}

function hashAt({ text, isExact }: CanaryForm, offset: number): number {
  let hash = isExact ? EXACT : SHOWN;
  for (let at = offset; at < offset + KEY_LENGTH; at++) hash = hashStep(hash, text.charCodeAt(at));
  return hash;
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
