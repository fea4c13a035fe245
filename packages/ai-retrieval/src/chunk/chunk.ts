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

/** How long chunks become, in estimated tokens. */
export interface ChunkBudget {
  /** A chunk is closed before it would pass this. */
  readonly maxTokens: number;
  /** A section shorter than this is joined with what follows it. */
  readonly minTokens: number;
}

/** 220 tokens hold a section or a list of usual length, so that one passage answers one question; below 60 a passage says too little to be found. */
export const defaultChunkBudget: ChunkBudget = { maxTokens: 220, minTokens: 60 };
