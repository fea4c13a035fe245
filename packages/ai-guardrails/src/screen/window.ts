import type { TextCursor } from '../rail/text-cursor.ts';
import type { TextBuffer } from './text-buffer.ts';

/**
 * A cursor that knows when a decision rests on text that has not arrived. A rail sees the text only through it, so a
 * decision made without being starved reads the same units however the text is cut into chunks.
 */
export interface Window extends TextCursor {
  moveTo(offset: number): void;
  /** Since the last move, something behind the end of what has arrived was asked for. */
  isStarved(): boolean;
  /** Units read so far: the measure of work in tests. */
  reads(): number;
}

export function createWindow(buffer: TextBuffer, behind: number, ahead: number): Window {
  let offset = 0;
  let starved = false;
  let reads = 0;
  return {
    get offset() {
      return offset;
    },
    moveTo(next) {
      offset = next;
      starved = false;
    },
    isStarved: () => starved,
    reads: () => reads,
    unit(distance) {
      reads++;
      if (distance >= ahead || distance < -behind) return -1;
      const at = offset + distance;
      if (at >= buffer.end) {
        starved ||= !buffer.isEnd;
        return -1;
      }
      return at < 0 ? -1 : buffer.text.charCodeAt(at - buffer.base);
    },
    slice(from, to) {
      const start = Math.max(0, offset + Math.max(from, -behind));
      const end = offset + Math.min(to, ahead);
      reads += Math.max(0, end - start);
      if (end > buffer.end) starved ||= !buffer.isEnd;
      return end <= start ? '' : buffer.text.slice(start - buffer.base, end - buffer.base);
    },
  };
}
