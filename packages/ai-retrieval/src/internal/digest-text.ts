import { createHash } from 'node:crypto';
import { sha256 } from '@org/ai-core';

// Above this a digest takes long enough to be worth a thread of its own; below, handing it over costs more than making it.
const shortUnits = 65_536;

/** SHA-256 of a text's UTF-8 as `sha256:<hex>`, at once. */
export function digestNow(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/** SHA-256 of a text's UTF-8 as `sha256:<hex>`; long texts do not hold the event loop. */
export function digestText(text: string): string | Promise<string> {
  return text.length <= shortUnits ? digestNow(text) : sha256(text);
}
