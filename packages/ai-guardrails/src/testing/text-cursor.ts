import type { TextCursor } from '../rail/text-cursor.ts';

/** A cursor over a whole text that tells which distances are read. */
export function createTextCursor(
  text: string,
  offset: number,
  onRead: (from: number, to: number) => void = () => undefined,
): TextCursor {
  return {
    offset,
    unit(distance) {
      onRead(distance, distance + 1);
      const unit = text.charCodeAt(offset + distance);
      return Number.isNaN(unit) ? -1 : unit;
    },
    slice(from, to) {
      onRead(from, to);
      return text.slice(Math.max(0, offset + from), Math.max(0, offset + to));
    },
  };
}
