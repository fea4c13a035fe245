import { AiError, type AiErrorCode, type Clock, type Finding } from '@org/ai-core';
import { isJudgeRail } from '../rail/check-rails.ts';
import type { Rail, RailScope } from '../rail/rail.ts';
import { createJudgeTrack, maxUnitOf } from './judge-track.ts';
import type { Keep } from './keep.ts';
import type { GuardPolicy, Mark } from './mark.ts';
import { soundMechanics, type Mechanics } from './mechanics.ts';
import { createReleaser } from './release.ts';
import { createScanTrack } from './scan-track.ts';
import { SEGMENT_LOOKAHEAD } from './segmenter.ts';
import { append, createTextBuffer, trim } from './text-buffer.ts';
import type { Track } from './track.ts';

/** What one rail did with a text. */
export interface RailRun {
  readonly rail: string;
  readonly durationMs: number;
  /** Why the rail did not look at all of the text. */
  readonly error?: AiErrorCode | undefined;
}

/** What came of a text, so far or in the end. */
export interface ScreenOutcome {
  /** Set when the text ended early. */
  readonly stop: { readonly action: 'block' | 'require-approval'; readonly reason: string } | undefined;
  readonly isChanged: boolean;
  readonly findings: readonly Finding[];
  readonly rails: readonly RailRun[];
}

/** One text on its way through all rails of a stage. Calls must not overlap. */
export interface Screen {
  /** Returns the text that may go out now; a promise only while a rail makes it wait. */
  push(chunk: string): string | Promise<string>;
  end(): string | Promise<string>;
  isBlocked(): boolean;
  /** Units taken in that are neither released nor dropped. */
  held(): number;
  /** Units that rails have read: the measure of work. */
  reads(): number;
  outcome(): ScreenOutcome;
}

export interface ScreenOptions {
  readonly rails: readonly Rail[];
  readonly scope: RailScope;
  readonly policy?: GuardPolicy | undefined;
  readonly clock: Clock;
  readonly mechanics?: Mechanics | undefined;
  /** Nobody wants what stands before a block: the first one ends all judging. @defaultValue false */
  readonly isAllOrNothing?: boolean | undefined;
  /** Called for every redaction that can be put back, in the order of the text, as it is released. */
  readonly keep?: Keep | undefined;
}

/** The automaton: rails advance over the same text, and what all enforcing ones have passed is released. */
export function createScreen(options: ScreenOptions): Screen {
  const { rails, scope, policy, clock, mechanics = soundMechanics } = options;
  const buffer = createTextBuffer();
  const releaser = createReleaser(buffer, mechanics, options.keep);
  const add = (mark: Mark): void => {
    releaser.add(mark);
    if (mark.action !== 'block' && mark.action !== 'require-approval') return;
    for (const track of tracks) track.stopAt(options.isAllOrNothing === true ? 0 : mark.start);
  };
  const tracks: Track[] = [];
  const holding: Track[] = [];
  const judging: Track[] = [];
  /** Scanning rails answer at once, so that a block of theirs spares the judging ones their work. */
  const scanningFirst: Track[] = [];
  rails.forEach((rail, order) => {
    const isJudge = isJudgeRail(rail);
    const track = isJudge
      ? createJudgeTrack(rail, order, buffer, scope, policy, add, clock)
      : createScanTrack(rail, order, buffer, scope, policy, add, clock, mechanics);
    tracks.push(track);
    (isJudge ? judging : scanningFirst).push(track);
    if (rail.mode !== 'monitor') holding.push(track);
  });
  scanningFirst.push(...judging);

  const release = (): string => {
    let frontier = buffer.end;
    for (const track of holding) frontier = Math.min(frontier, track.frontier());
    const released = releaser.upTo(mechanics.frontier(frontier, buffer.end, buffer.isEnd));
    let needed = releaser.cursor() - 1;
    for (const track of tracks) needed = Math.min(needed, track.needsFrom());
    trim(buffer, needed);
    return released;
  };

  const advance = (): string | Promise<string> => {
    let waits: Promise<void>[] | undefined;
    for (const track of scanningFirst) {
      const wait = track.advance();
      if (wait !== undefined) (waits ??= []).push(wait);
    }
    return waits === undefined ? release() : Promise.all(waits).then(release);
  };

  return {
    push(chunk) {
      if (buffer.isEnd) throw new AiError('conflict', 'the text has ended; open a new one');
      if (releaser.block !== undefined || chunk === '') return '';
      append(buffer, chunk);
      return advance();
    },
    end() {
      if (buffer.isEnd) return '';
      buffer.isEnd = true;
      return releaser.block === undefined ? advance() : '';
    },
    isBlocked: () => releaser.block !== undefined,
    held: () => (releaser.block === undefined ? Math.max(0, buffer.end - releaser.cursor()) : 0),
    reads: () => tracks.reduce((sum, track) => sum + track.reads(), 0),
    outcome: () => ({
      stop: stopOf(releaser.block),
      isChanged: releaser.isChanged,
      findings: releaser.findings(),
      rails: tracks.map((track, order) => ({
        rail: rails[order]?.id ?? '',
        durationMs: track.durationMs,
        ...(track.error === undefined ? {} : { error: track.error }),
      })),
    }),
  };
}

/** Most text that a stream holds back for these rails, in UTF-16 units. */
export function maxHeldUnits(rails: readonly Rail[]): number {
  const pair = 1;
  return rails
    .filter((rail) => rail.mode === 'enforce')
    .reduce((most, rail) => {
      const held = isJudgeRail(rail) ? maxUnitOf(rail) + SEGMENT_LOOKAHEAD : rail.maxMatch + rail.lookahead;
      return Math.max(most, held + pair);
    }, pair);
}

function stopOf(mark: Mark | undefined): ScreenOutcome['stop'] {
  if (mark === undefined) return undefined;
  const { rail, rule } = mark.finding ?? { rail: '', rule: '' };
  return mark.action === 'require-approval'
    ? { action: 'require-approval', reason: `rail "${rail}" asks for approval of the text (${rule})` }
    : { action: 'block', reason: `rail "${rail}" blocked the text (${rule})` };
}
