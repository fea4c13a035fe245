import type { TextSpan } from '@org/ai-core';

/** A passage of a document as it is indexed. Its text is `text.slice(start, end)`, to the character. */
export interface Chunk extends TextSpan {
  /** Titles of the headings above the chunk, outermost first. */
  readonly headingPath: readonly string[];
  /** The lead-in line of a list or the header of a table that stands outside the chunk but belongs to it. */
  readonly leadIn?: TextSpan | undefined;
  /** Estimated. */
  readonly tokens: number;
}
