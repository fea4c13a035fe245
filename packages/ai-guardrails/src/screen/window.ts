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
  return new BufferWindow(buffer, behind, ahead);
}

/** A class, because a window is made for each text, and every unit that a rail reads goes through it. */
class BufferWindow implements Window {
  offset = 0;
  readonly #buffer: TextBuffer;
  readonly #behind: number;
  readonly #ahead: number;
  #isStarved = false;
  #reads = 0;
  // What does not change until the next move, since text arrives between moves only.
  #text = '';
  #origin = 0;
  #least = 0;
  #most = 0;

  constructor(buffer: TextBuffer, behind: number, ahead: number) {
    this.#buffer = buffer;
    this.#behind = behind;
    this.#ahead = ahead;
  }

  moveTo(next: number): void {
    this.offset = next;
    this.#isStarved = false;
    this.#text = this.#buffer.text;
    this.#origin = next - this.#buffer.base;
    this.#least = -Math.min(this.#behind, next);
    this.#most = Math.min(this.#ahead, this.#buffer.end - next);
  }

  isStarved(): boolean {
    return this.#isStarved;
  }

  reads(): number {
    return this.#reads;
  }

  unit(distance: number): number {
    this.#reads++;
    if (distance < this.#most && distance >= this.#least) return this.#text.charCodeAt(this.#origin + distance);
    if (distance >= this.#most && distance < this.#ahead && !this.#buffer.isEnd) this.#isStarved = true;
    return -1;
  }

  slice(from: number, to: number): string {
    const start = Math.max(from, this.#least);
    const end = Math.min(to, this.#ahead);
    this.#reads += Math.max(0, end - start);
    if (end > this.#most && !this.#buffer.isEnd) this.#isStarved = true;
    return end <= start ? '' : this.#text.slice(this.#origin + start, this.#origin + end);
  }
}
