import type { RailMatch } from '../rail/rail.ts';

const HIDDEN = '[hidden text removed]';

/** Tag characters that do not spell a flag, bidirectional overrides, and long runs of zero-width characters. */
const tagRun = /(?:\udb40[\udc00-\udc7f])+/g;
const overrides = /[\u202d\u202e]+/g;
const zeroWidthRun = /[\u200b-\u200d\u2060-\u2064\ufeff]{8,}/g;
const FLAG = '\ud83c\udff4';
const CANCEL = '\udb40\udc7f';
const LONGEST_FLAG = 16;

/** Text in a sentence that a reader cannot see but a model reads. */
export function findHiddenText(text: string): readonly RailMatch[] {
  const found: RailMatch[] = [];
  for (const [pattern, rule] of [
    [tagRun, 'hidden-tags'],
    [overrides, 'hidden-direction'],
    [zeroWidthRun, 'hidden-zero-width'],
  ] as const) {
    for (const { 0: run, index } of text.matchAll(pattern)) {
      const isFlag =
        rule === 'hidden-tags' &&
        text.startsWith(FLAG, index - 2) &&
        run.endsWith(CANCEL) &&
        run.length <= LONGEST_FLAG;
      if (isFlag) continue;
      const span = { start: index, end: index + run.length };
      found.push({ ...span, rule, label: 'HIDDEN_TEXT', score: 0.9, action: 'redact', replacement: HIDDEN });
    }
  }
  return found;
}

/** What tag characters spell. */
export function spelledByTags(text: string): string {
  let spelled = '';
  for (const [run] of text.matchAll(tagRun)) {
    for (let at = 1; at < run.length; at += 2) spelled += String.fromCharCode(run.charCodeAt(at) - 0xdc00);
  }
  return spelled;
}
