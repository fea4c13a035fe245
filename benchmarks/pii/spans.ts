import { comparedTypeOf, type ComparedType } from './label-mapping.ts';

/** A labelled or predicted piece of text, with the label of whoever made it. */
export interface LabelledSpan {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/** A span of one of the types that are compared. */
export interface ComparedSpan extends LabelledSpan {
  readonly type: ComparedType;
}

/** A text with all that is to be found in it. */
export interface LabelledText {
  readonly text: string;
  readonly spans: readonly LabelledSpan[];
}

export function comparedSpans(spans: readonly LabelledSpan[]): readonly ComparedSpan[] {
  return spans.flatMap(({ start, end, type }) => {
    const compared = comparedTypeOf(type);
    return compared === undefined ? [] : [{ start, end, type: compared }];
  });
}

/** Reads a row of labelled data; undefined for other formats and for rows whose labels are not complete. */
export function readLabelledText(row: unknown): LabelledText | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { text, spans, complete } = row as { text?: unknown; spans?: unknown; complete?: unknown };
  if (typeof text !== 'string' || !Array.isArray(spans) || complete === false) return undefined;
  return spans.every(isSpan) ? { text, spans } : undefined;
}

function isSpan(span: unknown): span is LabelledSpan {
  if (typeof span !== 'object' || span === null) return false;
  const { start, end, type } = span as Partial<Record<string, unknown>>;
  return Number.isInteger(start) && Number.isInteger(end) && typeof type === 'string';
}
