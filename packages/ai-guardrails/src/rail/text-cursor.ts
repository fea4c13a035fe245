/** Reads the text around one position; distances are UTF-16 units from there. */
export interface TextCursor {
  /** Absolute offset of the position in the text. */
  readonly offset: number;
  /** The code unit at a distance, or -1 outside the text and outside the window that the rail has declared. */
  unit(distance: number): number;
  /** The text between two distances, cut where the text or the window ends. */
  slice(from: number, to: number): string;
}

/** The text that has arrived and is still needed, addressed by absolute offsets. */
export interface ArrivedText {
  readonly text: string;
  /** Absolute offset of `text[0]`. */
  readonly base: number;
  /** Absolute end of what has arrived. */
  readonly end: number;
  /** Nothing follows. */
  readonly isEnd: boolean;
}
