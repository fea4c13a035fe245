/** What a stretch was read as. */
type BarrenKind = 'key' | 'value' | 'line';

/**
 * Stretches of a text that were read and hold nothing: what begins inside of one is not read again, so that no text is
 * read more than a few times. What the last one was is remembered, by kind.
 */
export interface Barren {
  /** Whether an offset lies inside of a stretch, behind its first unit. */
  covers(kind: BarrenKind, offset: number): boolean;
  add(kind: BarrenKind, from: number, to: number): void;
}

export function createBarren(): Barren {
  const stretches: Record<BarrenKind, { from: number; to: number }> = {
    key: { from: 0, to: 0 },
    value: { from: 0, to: 0 },
    line: { from: 0, to: 0 },
  };
  return {
    covers(kind, offset) {
      const { from, to } = stretches[kind];
      return offset > from && offset < to;
    },
    add(kind, from, to) {
      const stretch = stretches[kind];
      stretch.from = from;
      stretch.to = to;
    },
  };
}
