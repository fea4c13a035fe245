import { AiError, type Clock } from '@org/ai-core';
import type { Judge, JudgeRail, RailMatch, RailScope, TextUnit } from '../rail/rail.ts';
import { failureMark, failureOf } from './failure.ts';
import { marksOf, type GuardPolicy } from './mark.ts';
import { createSegmenter, textOf, type Segment } from './segmenter.ts';
import { sliceOf, type TextBuffer } from './text-buffer.ts';
import { withinTime } from './time-limit.ts';
import type { Report, Track } from './track.ts';

const DEFAULT_MAX_UNIT = { sentence: 2_000, paragraph: 20_000, whole: 1_000_000 } as const;
const BEFORE = 256;

/** Longest piece of text that a judging rail waits for, in UTF-16 units. */
export function maxUnitOf(rail: JudgeRail): number {
  return rail.maxUnit ?? DEFAULT_MAX_UNIT[rail.unit];
}

/** Runs a judging rail, unit by unit and in order. */
export function createJudgeTrack(
  rail: JudgeRail,
  order: number,
  buffer: TextBuffer,
  scope: RailScope,
  policy: GuardPolicy | undefined,
  report: Report,
  clock: Clock,
): Track {
  const segmenter = createSegmenter(rail.unit, maxUnitOf(rail), buffer);
  let judge: Judge | undefined;
  let position = 0;
  /** No match begins before this offset; ahead of the position where the judge says so of a unit that has not ended. */
  let harmless = 0;
  /** End of what the judge has taken in of a unit that has not ended. */
  let fed = 0;
  let isContinuation = false;
  /** A redaction reached the end of a unit that was cut: what follows of the sentence goes with it. */
  let isOpen = false;
  let error: Track['error'];
  let durationMs = 0;
  /** Units from here on are not wanted any more. */
  let wantedTo = Infinity;
  let current: Segment | undefined;
  /** Unit after unit is being judged; what arrives meanwhile is taken up there, since a later unit must not overtake. */
  let running: Promise<void> | undefined;
  const own = createOwnScope(scope);

  /** The next unit that is complete and wanted. */
  const next = (): Segment | undefined => {
    current = position < wantedTo ? segmenter.next() : undefined;
    return current !== undefined && current.start < wantedTo ? current : (current = undefined);
  };

  const ask = (segment: Segment): readonly RailMatch[] | Promise<readonly RailMatch[]> => {
    if (rail.unit === 'whole' && segment.isCut) {
      throw new AiError('payload-too-large', `rail "${rail.id}" judges texts of up to maxUnit units only`);
    }
    judge ??= rail.open(own.scope);
    const unit: TextUnit = {
      text: textOf(buffer, segment),
      offset: segment.start,
      before: sliceOf(buffer, Math.max(buffer.base, segment.start - BEFORE), segment.start),
      isContinuation,
    };
    return judge.judge(unit);
  };

  const apply = (segment: Segment, matches: readonly RailMatch[]): void => {
    const { start, end } = segment;
    let reachesEnd = false;
    if (isOpen && isContinuation) {
      report({ start, end, order, action: 'redact', replacement: undefined, finding: undefined });
      reachesEnd = true;
    }
    const sorted = matches.length > 1 ? [...matches].sort((a, b) => a.start - b.start) : matches;
    for (const match of sorted) {
      if (start + match.start < harmless) {
        throw new AiError('protocol', `rail "${rail.id}" found something in text that it had called harmless`);
      }
      for (const mark of marksOf(match, { offset: start, limit: end - start, order }, rail, scope, policy)) {
        report(mark);
        reachesEnd ||= mark.action === 'redact' && sliceOf(buffer, mark.end, end).trim() === '';
      }
    }
    isContinuation = segment.isCut;
    isOpen = segment.isCut && reachesEnd;
    position = harmless = fed = end;
  };

  /** Lets the judge say what of the unit that has not ended may go out; what goes on with a redaction may not. */
  const follow = (): void => {
    if (rail.mode === 'monitor' || buffer.isEnd || segmenter.start() >= wantedTo) return;
    judge ??= rail.open(own.scope);
    if (judge.harmlessUpTo === undefined || (isOpen && isContinuation)) return;
    const start = segmenter.start();
    const decided = segmenter.decided();
    if (decided <= fed) return;
    const distance = judge.harmlessUpTo(sliceOf(buffer, fed, decided), {
      offset: start,
      isContinuation,
      isFirst: fed === start,
    });
    fed = decided;
    if (!Number.isSafeInteger(distance) || distance < 0 || start + distance > decided) {
      throw new AiError('protocol', `rail "${rail.id}" called text harmless that it had not read`);
    }
    harmless = Math.max(harmless, start + distance);
  };

  const isOver = (): boolean => error !== undefined || position >= wantedTo;

  const fail = (cause: unknown): void => {
    if (own.isStopped() && position >= wantedTo) return;
    if (scope.signal.aborted) throw cause;
    error = failureOf(cause);
    const mark = failureMark(rail, order, harmless, error);
    if (mark !== undefined) report(mark);
  };

  const finish = async (first: Promise<readonly RailMatch[]>, segment: Segment): Promise<void> => {
    const startedMs = clock.monotonicMs();
    let pending: readonly RailMatch[] | Promise<readonly RailMatch[]> = first;
    let asked: Segment | undefined = segment;
    try {
      while (asked !== undefined) {
        apply(asked, await withinTime(pending, rail, clock, own.scope.signal));
        asked = next();
        if (asked !== undefined) pending = ask(asked);
      }
    } catch (cause) {
      fail(cause);
    } finally {
      running = undefined;
      durationMs += clock.monotonicMs() - startedMs;
    }
  };

  return {
    frontier: () => (isOver() ? Infinity : harmless),
    needsFrom: () => (isOver() ? Infinity : Math.max(0, position - BEFORE)),
    stopAt(offset) {
      wantedTo = Math.min(wantedTo, offset);
      if (current !== undefined && current.start >= wantedTo) own.stop();
    },
    advance() {
      if (running !== undefined) return running;
      if (isOver()) return undefined;
      const startedMs = clock.monotonicMs();
      try {
        for (let segment = next(); segment !== undefined; segment = next()) {
          const answer = ask(segment);
          if (answer instanceof Promise) return (running = finish(answer, segment));
          apply(segment, answer);
        }
        follow();
      } catch (cause) {
        fail(cause);
      } finally {
        durationMs += clock.monotonicMs() - startedMs;
      }
      return undefined;
    },
    get error() {
      return error;
    },
    get durationMs() {
      return durationMs;
    },
    reads: () => 0,
  };
}

/** The scope of one rail: its signal also fires when what it judges is not wanted any more. Made when first asked for. */
function createOwnScope(scope: RailScope): { readonly scope: RailScope; stop(): void; isStopped(): boolean } {
  let own: AbortController | undefined;
  let isStopped = false;
  let signal: AbortSignal | undefined;
  const signalOf = (): AbortSignal => {
    if (signal === undefined) {
      own = new AbortController();
      if (isStopped) own.abort();
      signal = AbortSignal.any([scope.signal, own.signal]);
    }
    return signal;
  };
  return {
    scope: {
      ...withoutSignal(scope),
      get signal() {
        return signalOf();
      },
    },
    stop() {
      isStopped = true;
      own?.abort();
    },
    isStopped: () => isStopped,
  };
}

function withoutSignal({ stage, context, origin }: RailScope): Omit<RailScope, 'signal'> {
  return { stage, context, origin };
}
