import type { Finding } from '@org/ai-core';

/** A piece of the text, and the findings that cover all of it, the narrowest first. */
export interface Segment {
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Cuts a text where findings begin and end, so that overlapping ones can be shown. */
export function segmentsOf(text: string, findings: readonly Finding[]): readonly Segment[] {
  const cuts = [...new Set([0, text.length, ...findings.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, place) => {
    const start = cuts[place] ?? 0;
    return {
      text: text.slice(start, end),
      findings: findings
        .filter((finding) => finding.start <= start && finding.end >= end)
        .sort((a, b) => a.end - a.start - (b.end - b.start)),
    };
  });
}
