import type { JsonValue, Origin, TextSpan } from './text.ts';

/**
 * A condition on one of a principal's attributes: its value is one of a list (a region), or a whole number from a least one on (a clearance).
 * A principal without the attribute does not meet it.
 */
export type AttributeCondition =
  | { readonly attribute: string; readonly oneOf: readonly string[] }
  | { readonly attribute: string; readonly atLeast: number };
/** Entries are `user:x`, `group:x`, `tenant` or `public`; an empty allow lets nobody in; deny wins; who is let in must also meet each condition of `require`. */
export interface Acl {
  readonly allow: readonly string[];
  readonly deny?: readonly string[] | undefined;
  readonly require?: readonly AttributeCondition[] | undefined;
}
/** `text` is what was extracted (decoded, CRLF and BOM kept); its digest anchors every offset. */
export interface SourceDocument {
  readonly id: string;
  readonly tenant: string;
  readonly uri: string;
  readonly mediaType: string;
  readonly text: string;
  readonly acl: Acl;
  readonly title?: string | undefined;
  readonly modifiedAt?: Date | undefined;
  readonly metadata?: Readonly<Record<string, JsonValue>> | undefined;
}
/** A piece of a document that a search found. */
export interface Passage {
  readonly document: string;
  readonly digest: string;
  readonly span: TextSpan;
  readonly text: string;
  readonly headingPath: readonly string[];
  readonly score: number;
  readonly origin: Origin;
}
/** A quote with the place it was taken from; `isVerified` when the text at the span equals the quote. */
export interface Citation {
  readonly document: string;
  readonly digest: string;
  readonly span: TextSpan;
  readonly quote: string;
  readonly isVerified: boolean;
}
/** Something that a rail found in a text, and where. */
export interface Finding extends TextSpan {
  readonly rail: string;
  readonly rule: string;
  readonly label: string;
  readonly score: number;
}
/** What a guard decided on a text, with the findings behind it. */
export type Decision =
  | { readonly action: 'allow'; readonly findings: readonly Finding[] }
  | { readonly action: 'redact'; readonly findings: readonly Finding[]; readonly text: string }
  | { readonly action: 'block'; readonly findings: readonly Finding[]; readonly reason: string }
  | { readonly action: 'require-approval'; readonly findings: readonly Finding[]; readonly reason: string };
/** An estimate with its confidence bounds. */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly method: string;
}
/** Whether a release gate passes, fails, or cannot tell yet. */
export interface GateVerdict {
  readonly gate: string;
  readonly status: 'pass' | 'fail' | 'inconclusive' | 'error';
  readonly reason: string;
  readonly metric?: Interval | undefined;
  readonly neededCases?: number | undefined;
}
