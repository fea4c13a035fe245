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
  // What does not change until the next move, since text arrives between moves only.
  let text = '';
  let origin = 0;
  let least = 0;
  let most = 0;
  return {
    get offset() {
      return offset;
    },
    moveTo(next) {
      offset = next;
      starved = false;
      ({ text } = buffer);
      origin = next - buffer.base;
      least = -Math.min(behind, next);
      most = Math.min(ahead, buffer.end - next);
    },
    isStarved: () => starved,
    reads: () => reads,
    unit(distance) {
      reads++;
      if (distance < most && distance >= least) return text.charCodeAt(origin + distance);
      if (distance >= most && distance < ahead) starved ||= !buffer.isEnd;
      return -1;
    },
    slice(from, to) {
      const start = Math.max(from, least);
      const end = Math.min(to, ahead);
      reads += Math.max(0, end - start);
      if (end > most) starved ||= !buffer.isEnd;
      return end <= start ? '' : text.slice(origin + start, origin + end);
    },
  };
}
