/** Any value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
/** UTF-16 offsets into the extracted text, end exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}
/** A document version, or a span of it. */
export interface SourceRef {
  readonly document: string;
  readonly digest: string;
  readonly span?: TextSpan | undefined;
}
/** Absent on a tool result or a file means untrusted; absent elsewhere means written by the application. */
export interface Origin {
  readonly trust: 'trusted' | 'untrusted';
  readonly sources: readonly SourceRef[];
}
