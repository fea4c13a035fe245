/** A labelled token. */
export interface TokenTag {
  /** Position in the text, in UTF-16 units: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Probability of the label. */
  readonly score: number;
}

/** Runs of tokens with one label. */
export interface TaggedSpan {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Mean of the tokens' probabilities. */
  readonly score: number;
}

/** The part of a tag before its label, and the label; `O` has none. */
export interface ParsedTag {
  readonly position: 'begin' | 'inside' | 'end' | 'single' | 'plain';
  readonly label: string | undefined;
}

const positions: Readonly<Record<string, ParsedTag['position']>> = {
  'B-': 'begin',
  'I-': 'inside',
  'E-': 'end',
  'L-': 'end',
  'S-': 'single',
  'U-': 'single',
};

/** Takes a tag of the schemes BIO, BIOES or BILOU, or a plain label, apart. */
export function parseTag(tag: string): ParsedTag {
  if (tag === 'O') return { position: 'plain', label: undefined };
  const position = positions[tag.slice(0, 2)];
  return position === undefined ? { position: 'plain', label: tag } : { position, label: tag.slice(2) };
}

/**
 * Joins neighbouring tokens with one label to spans: `B-` and `S-` begin a new span, `E-` and `S-` end it, `I-` goes on with a span of its label or begins one,
 * and plain labels go on as long as they stay the same.
 */
export function mergeTags(tags: readonly TokenTag[]): readonly TaggedSpan[] {
  const spans: TaggedSpan[] = [];
  let open: { start: number; end: number; label: string; sum: number; count: number } | undefined;
  const close = (): void => {
    if (open !== undefined)
      spans.push({ start: open.start, end: open.end, label: open.label, score: open.sum / open.count });
    open = undefined;
  };
  for (const { start, end, label: tag, score } of tags) {
    const { position, label } = parseTag(tag);
    if (label === undefined) {
      close();
      continue;
    }
    const goesOn = open?.label === label && position !== 'begin' && position !== 'single';
    if (!goesOn) close();
    open =
      open === undefined
        ? { start, end, label, sum: score, count: 1 }
        : { ...open, end, sum: open.sum + score, count: open.count + 1 };
    if (position === 'end' || position === 'single') close();
  }
  close();
  return spans;
}
