import type { RailMatch, TextEdit } from '../rail/rail.ts';
import type { SentenceVerdict } from './verdict.ts';

/** `drop` takes the sentence out, `flag` puts a mark behind it, `block` ends the answer before it, `report` changes nothing. */
export type GroundingAction = 'drop' | 'flag' | 'block' | 'report';

/** What `flag` puts behind a sentence. */
export const unsupportedMark = '(not supported by the sources)';
/** What `flag` puts behind a sentence that only untrusted passages support. */
export const untrustedMark = '(untrusted source)';

const labels: Readonly<Record<SentenceVerdict['status'], string>> = {
  supported: 'SUPPORTED',
  unsupported: 'UNSUPPORTED',
  'supported-by-untrusted-only': 'UNTRUSTED_SUPPORT',
  'not-checkable': 'NOT_CHECKABLE',
};

/** The rail's match for a verdict, in offsets of its unit. */
export function matchFor(
  verdict: SentenceVerdict,
  action: 'keep' | GroundingAction,
  text: string,
  isCut: boolean,
): RailMatch | undefined {
  if (action === 'keep') return undefined;
  const { start, end, status, reasons, score } = verdict;
  const rule = reasons[0] === undefined ? status : `${status}:${reasons[0]}`;
  const found = { start, end, rule, label: labels[status], score: 1 - score };
  if (action === 'report' || action === 'block') return { ...found, action };
  if (action === 'drop') return { ...found, start: leadOf(text, start), action: 'redact', replacement: '' };
  const compare = verdict.disagreement === undefined ? '' : ` (compare [${verdict.disagreement.passage + 1}])`;
  const mark = status === 'unsupported' ? unsupportedMark : status === 'not-checkable' ? '' : untrustedMark + compare;
  return mark === ''
    ? { ...found, action: 'report' }
    : { ...found, action: 'redact', edits: [markAt(text, verdict, mark, isCut)] };
}

/** A dropped sentence takes the space before it along, but no end of a paragraph. */
function leadOf(text: string, start: number): number {
  let lead = start;
  while (lead > 0 && text.charAt(lead - 1).trim() === '') lead--;
  const breaks = text.slice(lead, start).split('\n').length - 1;
  return breaks > 1 ? start : lead;
}

/**
 * Puts a mark behind the last character of a sentence. In a sentence that was cut because it grew too long the mark
 * stands before its last character, since what a redaction at the end of a cut unit takes in goes on in the next one.
 */
function markAt(text: string, { start, end }: SentenceVerdict, mark: string, isCut: boolean): TextEdit {
  const isPair = /[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(start, end));
  const last = Math.max(start, end - (isPair ? 2 : 1));
  const written = text.slice(last, end);
  // On the line of a code fence nothing would be shown.
  const isFence = /^\s*(?:```|~~~)/.test(text.slice(text.lastIndexOf('\n', end - 1) + 1, end));
  const space = isFence ? '\n' : ' ';
  if (!isCut) return { start: last, end, replacement: `${written}${space}${mark}` };
  const before = Math.max(start, last - 1);
  return {
    start: before,
    end: last === before ? end : last,
    replacement: `${text.slice(before, last === before ? end : last)} ${mark} `,
  };
}
