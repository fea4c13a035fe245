import type { CallContext, Origin } from '@org/ai-core';
import type { ArrivedText, TextCursor } from './text-cursor.ts';

/** Where in a call a text stands: what a user wrote, what was retrieved, what a model asks of a tool, what a tool said, what a model answers. */
export type Stage = 'input' | 'retrieval' | 'tool-call' | 'tool-result' | 'output';

/** What a rail knows about the text that it looks at. `signal` fires when its findings are no longer wanted. */
export interface RailScope {
  readonly stage: Stage;
  readonly context: CallContext;
  readonly origin?: Origin | undefined;
  readonly signal: AbortSignal;
}

/** `[start, end)` of a text is replaced by `replacement`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/**
 * `report` changes nothing, `redact` replaces the span, `block` ends the text before the span. `require-approval` ends it
 * there too, and says that a person may let it pass.
 */
export type MatchAction = 'report' | 'redact' | 'block' | 'require-approval';

/** What a rail found. Offsets are UTF-16 units from the cursor (scanning) or from the start of the unit (judging). */
export interface RailMatch {
  /**
   * A scanning rail may name a start behind the cursor, `password=` for instance is no part of what it gives away: what
   * stands between the two goes out as it is. No match begins before the cursor.
   */
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly label: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly action: MatchAction;
  /** @defaultValue `[label]` */
  readonly replacement?: string | undefined;
  /** Redact these spans inside the match in place of all of it. */
  readonly edits?: readonly TextEdit[] | undefined;
  /**
   * What is redacted may come back in the answer: where the guard has a vault, `[label_1]` takes the place of the
   * replacement on the way in. Not for a match that is still open at its end.
   * @defaultValue false
   */
  readonly isReversible?: boolean | undefined;
  /** Scanning goes on at this distance. @defaultValue `end` */
  readonly resumeAt?: number | undefined;
  /** The match is still open at its end: it takes in every following unit for which this holds. */
  readonly extend?: ((unit: number) => boolean) | undefined;
}

interface RailBase {
  /** Names the rail in findings, telemetry and audit records. */
  readonly id: string;
  readonly stages: readonly Stage[];
  /** `monitor` reports findings, changes nothing and holds nothing back. */
  readonly mode: 'enforce' | 'monitor';
  /** What a fault or a time-out of this rail means: `closed` blocks the text, `open` lets it pass unchecked. */
  readonly onError: 'closed' | 'open';
  /** Time limit of one judgement, in milliseconds. A scan is bounded by its declared figures instead. @defaultValue 10,000 */
  readonly timeoutMs?: number | undefined;
}

/** Finds bounded matches, unit by unit. At any moment a guard holds back at most `maxMatch + lookahead` units for it. */
export interface ScanRail extends RailBase {
  /** Longest distance from the cursor to the end of a match, in UTF-16 units. What is still open there is redacted to its end (see {@link RailMatch.extend}). */
  readonly maxMatch: number;
  /** How far behind a match the rail must see to decide, in UTF-16 units. */
  readonly lookahead: number;
  /** How far before a match the rail looks, in UTF-16 units. @defaultValue 1 */
  readonly lookbehind?: number | undefined;
  /** Whether a match may begin with this code unit: the scan is dispatched on it. */
  triggers(unit: number): boolean;
  /** Called once per text; the scanner may keep state about what it has read. */
  open(scope: RailScope): Scanner;
}

/**
 * Decides whether a match begins at the cursor. It reads the text through the cursor only. A number says that none
 * begins here nor before that distance: the scan goes on there.
 */
export interface Scanner {
  scan(cursor: TextCursor): RailMatch | number | undefined;
  /**
   * Passes over text in bulk: returns the first offset from `from` on where a scan is due, or `arrived.end`. Where it
   * takes text that has not arrived to tell, it returns `-1 - offset`, and is asked again when there is more. It only saves work: where it passes over, a scan would have found nothing, whatever follows.
   * @defaultValue a scan is due at every unit that triggers
   */
  skip?(arrived: ArrivedText, from: number): number;
}

/** A piece of text that a judging rail sees whole. */
export interface TextUnit {
  readonly text: string;
  /** Offset of the unit in the text. */
  readonly offset: number;
  /** Up to 256 units of what stands before, in the same paragraph or not. */
  readonly before: string;
  /** The unit before was cut at `maxUnit`; this one goes on with it. */
  readonly isContinuation: boolean;
}

/** Judges whole sentences, paragraphs or texts; may wait, for a classifier for instance. */
export interface JudgeRail extends RailBase {
  readonly unit: 'sentence' | 'paragraph' | 'whole';
  /**
   * Longest unit, in UTF-16 units: a longer sentence or paragraph is judged in pieces, a longer whole is a fault.
   * @defaultValue 2,000 for sentences, 20,000 for paragraphs, 1,000,000 for whole texts
   */
  readonly maxUnit?: number | undefined;
  /** Called once per text; the judge may keep state from unit to unit. */
  open(scope: RailScope): Judge;
}

/** Judges one unit after the other. */
export interface Judge {
  judge(unit: TextUnit): readonly RailMatch[] | Promise<readonly RailMatch[]>;
  /**
   * Says how much of a unit that has not ended yet may already go out: the distance from its start before which no
   * match of it begins, whatever follows. It gets the unit piece by piece, in order, without what is still undecided
   * about its end; its answer must not depend on the cuts nor go back. A match that begins before it is a fault of
   * the rail. Left out, units are held until they have ended.
   */
  harmlessUpTo?(
    piece: string,
    unit: Pick<TextUnit, 'offset' | 'isContinuation'> & { readonly isFirst: boolean },
  ): number;
}

/** One check of a guard. It declares how much text it needs, so that streaming can hold back exactly that. */
export type Rail = ScanRail | JudgeRail;
