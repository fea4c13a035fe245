import { AiError, type Clock, type TextSpan } from '@org/ai-core';
import type { RailMatch, RailScope, ScanRail, Scanner } from '../rail/rail.ts';
import { failureOf, failureMark } from './failure.ts';
import { marksOf, type GuardPolicy, type OpenFinding } from './mark.ts';
import type { Mechanics } from './mechanics.ts';
import { unitAt, type TextBuffer } from './text-buffer.ts';
import type { Report, Track, Writable } from './track.ts';
import { createWindow } from './window.ts';

const DISPATCH = 0x250;
const dispatches = new WeakMap<ScanRail, Uint8Array>();

/** Which of the common code units a rail's matches begin with; made once per rail. */
function dispatchOf(rail: ScanRail): Uint8Array {
  const known = dispatches.get(rail);
  if (known !== undefined) return known;
  const made = Uint8Array.from({ length: DISPATCH }, (_, unit) => (rail.triggers(unit) ? 1 : 0));
  dispatches.set(rail, made);
  return made;
}

/** Runs a scanning rail: at each trigger it decides, or waits for the text that the decision needs. */
export function createScanTrack(
  rail: ScanRail,
  order: number,
  buffer: TextBuffer,
  scope: RailScope,
  policy: GuardPolicy | undefined,
  report: Report,
  clock: Clock,
  mechanics: Mechanics,
): Track {
  const behind = rail.lookbehind ?? 1;
  const window = createWindow(buffer, behind, rail.maxMatch + rail.lookahead);
  let scanner: Scanner | undefined;
  let position = 0;
  /** Units passed over without a scan. */
  let skipped = 0;
  let open:
    | {
        readonly extend: (unit: number) => boolean;
        readonly finding: OpenFinding | undefined;
        readonly isRedacted: boolean;
      }
    | undefined;
  /** Spans of own matches that begin behind the position: the scan jumps over them. */
  let ahead: TextSpan[] = [];

  const accept = (match: RailMatch): void => {
    const marks = marksOf(match, { offset: position, limit: rail.maxMatch, order }, rail, scope, policy);
    for (const mark of marks) report(mark);
    const resumeAt = Math.max(1, match.resumeAt ?? match.end);
    for (const edit of match.edits ?? []) {
      if (edit.end > resumeAt) ahead.push({ start: position + edit.start, end: position + edit.end });
    }
    if (match.extend !== undefined && mechanics.followsOpenMatches) {
      open = { extend: match.extend, finding: marks[0]?.finding, isRedacted: marks[0]?.action === 'redact' };
    }
    position += resumeAt;
  };

  /** Follows an open match; whether it is still open where the text ends. */
  const isStillOpen = (): boolean => {
    if (open === undefined) return false;
    const from = position;
    while (position < buffer.end && open.extend(unitAt(buffer, position))) position++;
    if (position > from) {
      if (open.finding !== undefined) open.finding.end = position;
      if (open.isRedacted) {
        report({ start: from, end: position, order, action: 'redact', replacement: undefined, finding: undefined });
      }
    }
    if (position < buffer.end) open = undefined;
    return open !== undefined;
  };

  /** The first offset from here on where a match may begin, or the end of the text. */
  const nextTrigger = (from: number): number => {
    const { text, base, end } = buffer;
    const dispatch = dispatchOf(rail);
    for (let at = from; at < end; at++) {
      const unit = text.charCodeAt(at - base);
      if (unit < DISPATCH ? dispatch[unit] === 1 : rail.triggers(unit)) return at;
    }
    return end;
  };

  /** What a bulk pass may answer: an offset of the arrived text from the position on, or the complement of one. */
  const checkedOffset = (next: number): number => {
    const offset = next < 0 ? -1 - next : next;
    if (offset >= position && offset <= buffer.end && Number.isInteger(offset)) return next;
    throw new AiError('protocol', 'the rail skipped text outside of what it was given');
  };

  const scanAll = (): void => {
    scanner ??= rail.open(scope);
    if (isStillOpen()) return;
    while (position < buffer.end) {
      if (ahead.length > 0) {
        ahead = ahead.filter((span) => span.end > position);
        const inside = ahead.find((span) => span.start <= position);
        if (inside !== undefined) {
          position = inside.end;
          continue;
        }
      }
      const next = scanner.skip === undefined ? nextTrigger(position) : checkedOffset(scanner.skip(buffer, position));
      if (next < 0) {
        skipped += -1 - next - position;
        position = -1 - next;
        return;
      }
      if (next > position) {
        skipped += next - position;
        position = next;
        if (ahead.length > 0 || next === buffer.end) continue;
      }
      window.moveTo(position);
      const found = scanner.scan(window);
      if (window.isStarved() && mechanics.waitsForText) return;
      if (found === undefined) position++;
      else if (typeof found === 'number') position += checkedSkip(found, rail);
      else {
        accept(found);
        if (isStillOpen()) return;
      }
    }
  };

  // Figures are plain fields: accessors made for each text would cost more than a short text does.
  const track: Writable<Track> = {
    error: undefined,
    durationMs: 0,
    frontier: () => (track.error === undefined ? position : Infinity),
    needsFrom: () => (track.error === undefined ? Math.max(0, position - behind - 1) : Infinity),
    advance() {
      if (track.error !== undefined) return undefined;
      const startedMs = clock.monotonicMs();
      try {
        scanAll();
      } catch (cause) {
        track.error = failureOf(cause);
        const mark = failureMark(rail, order, position, track.error);
        if (mark !== undefined) report(mark);
      }
      track.durationMs += clock.monotonicMs() - startedMs;
      return undefined;
    },
    stopAt: () => undefined,
    reads: () => window.reads() + skipped,
  };
  return track;
}

/** A scanner that would jump over text that it could not read, or go nowhere, is at fault. */
function checkedSkip(distance: number, rail: ScanRail): number {
  if (Number.isInteger(distance) && distance > 0 && distance <= rail.maxMatch + rail.lookahead) return distance;
  throw new AiError('protocol', 'the rail skipped text outside of what it was given');
}
