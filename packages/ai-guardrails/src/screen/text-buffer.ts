import type { ArrivedText } from '../rail/text-cursor.ts';

/** The part of a text that is still needed, as it grows. */
export type TextBuffer = { -readonly [Key in keyof ArrivedText]: ArrivedText[Key] };

const TRIM_ABOVE = 512;

export function createTextBuffer(): TextBuffer {
  return { text: '', base: 0, end: 0, isEnd: false };
}

export function append(buffer: TextBuffer, chunk: string): void {
  buffer.text = buffer.text === '' ? chunk : buffer.text + chunk;
  buffer.end += chunk.length;
}

/** Forgets what stands before `offset`, once it is worth the copy. */
export function trim(buffer: TextBuffer, offset: number): void {
  const drop = offset - buffer.base;
  if (drop < TRIM_ABOVE || drop * 2 < buffer.text.length) return;
  buffer.text = buffer.text.slice(drop);
  buffer.base = offset;
}

export function unitAt(buffer: TextBuffer, offset: number): number {
  return offset < buffer.base || offset >= buffer.end ? -1 : buffer.text.charCodeAt(offset - buffer.base);
}

export function sliceOf(buffer: TextBuffer, start: number, end: number): string {
  return buffer.text.slice(start - buffer.base, end - buffer.base);
}

export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

export function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
