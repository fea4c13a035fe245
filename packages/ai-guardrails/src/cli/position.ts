import type { TextSpan } from '@org/ai-core';

/** Where a finding begins, as editors count: from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Positions of spans that are ordered by their start; one walk over the text. */
export function positionsIn(text: string, spans: readonly TextSpan[]): readonly Position[] {
  let line = 1;
  let lineStart = 0;
  let next = text.indexOf('\n');
  return spans.map(({ start }) => {
    while (next >= 0 && next < start) {
      line++;
      lineStart = next + 1;
      next = text.indexOf('\n', lineStart);
    }
    return { line, column: start - lineStart + 1 };
  });
}
