import { AiError } from '@org/ai-core';
import type { MatchAction, Rail, RailMatch, ScanRail, Stage } from '../rail/rail.ts';
import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isDigit } from '../text/units.ts';
import { LEAST_LETTERS, type Canary } from './canary.ts';
import {
  createCanaryIndex,
  EXACT,
  hashStep,
  KEY_LENGTH,
  SHOWN,
  type CanaryIndex,
  type CanaryPlace,
} from './canary-index.ts';
import { createSkip } from './canary-skip.ts';
import { letterAt, LONGEST_GAP, type UnitAt } from './spelling.ts';

/** How the rail for canaries works. */
export interface CanaryRailOptions {
  readonly canaries: readonly Canary[];
  /** @defaultValue block */
  readonly action?: MatchAction | undefined;
  /** @defaultValue `canary` */
  readonly id?: string | undefined;
  /** @defaultValue tool-call and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

const LOOKBEHIND = 4;
const LOOKAHEAD = 4;
/** Longest form of a marker with a gap behind each letter that is still held back. */
const LONGEST = 2_048;

/**
 * Finds planted markers in answers and tool calls: also in pieces of twelve letters, spaced, in other cases and
 * scripts, with characters without width between, backwards, in rot13, hexadecimal (`%61`, `\x61`, `\u0061`, `&#x61;`)
 * and Base64. Other encodings are not undone. Findings name the canary by its id.
 * @throws AiError `invalid-input` without canaries, or when two share an id
 * @example
 * ```ts
 * import { canaryRail, createCanary, createGuard } from '@org/ai-guardrails';
 *
 * const canaries = [createCanary({ id: 'system-prompt' }), createCanary({ id: 'board-minutes' })];
 * const guard = createGuard({ rails: [canaryRail({ canaries })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function canaryRail(options: CanaryRailOptions): Rail {
  const { canaries, action = 'block' } = options;
  if (canaries.length === 0) throw new AiError('invalid-input', 'canaryRail needs at least one of canaries');
  const index = createCanaryIndex(canaries, LEAST_LETTERS);
  const skip = createSkip(index);
  const rail: ScanRail = {
    id: options.id ?? 'canary',
    stages: options.stages ?? ['tool-call', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    maxMatch: Math.min(LONGEST, index.longest * (LONGEST_GAP + 1)),
    lookahead: LOOKAHEAD,
    lookbehind: LOOKBEHIND,
    triggers: (unit) => unit >= 0x80 || isAsciiLetter(unit) || isDigit(unit),
    open: () => ({
      skip,
      scan(cursor) {
        const found = find(cursor, index, false) ?? find(cursor, index, true);
        return found === undefined ? undefined : { ...found, action };
      },
    }),
  };
  return rail;
}

function find(cursor: TextCursor, index: CanaryIndex, isExact: boolean): RailMatch | undefined {
  const unitAt: UnitAt = (distance) => cursor.unit(distance);
  if (letterAt(unitAt, 0, isExact) === 0) return undefined;
  let hash = isExact ? EXACT : SHOWN;
  let at = 0;
  let last = 0;
  for (let count = 0; count < KEY_LENGTH; count++) {
    const next = nextLetter(unitAt, at, isExact);
    if (next === undefined) return undefined;
    const letter = letterAt(unitAt, next, isExact);
    if (count > 0 && index.pairs[(last << 7) | letter] === 0) return undefined;
    hash = hashStep(hash, letter);
    last = letter;
    at = next + 1;
  }
  let found: RailMatch | undefined;
  for (const place of index.places(hash)) {
    const end = place.form.isExact === isExact ? endOf(unitAt, place) : undefined;
    if (end === undefined || end <= (found?.end ?? 0)) continue;
    found = { start: 0, end, rule: `${place.id}:${place.form.form}`, label: 'CANARY', score: 1, action: 'block' };
  }
  return found;
}

/** How far a text repeats a form from a place in it on; undefined where that is less than gives it away. */
function endOf(unitAt: UnitAt, { form, offset }: CanaryPlace): number | undefined {
  let at = 0;
  let end = 0;
  let count = 0;
  for (; offset + count < form.text.length; count++) {
    const next = nextLetter(unitAt, at, form.isExact);
    if (next === undefined || letterAt(unitAt, next, form.isExact) !== form.text.charCodeAt(offset + count)) break;
    at = end = next + (isHigh(unitAt(next)) ? 2 : 1);
    if (end > LONGEST - LONGEST_GAP) break;
  }
  return count >= form.least ? end : undefined;
}

function nextLetter(unitAt: UnitAt, from: number, isExact: boolean): number | undefined {
  for (let at = from; at <= from + LONGEST_GAP; at++) {
    if (unitAt(at) === -1) return undefined;
    if (letterAt(unitAt, at, isExact) !== 0) return at;
  }
  return undefined;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
