import { readingsOf } from '../../egress/url-readings.ts';
import type { TextEdit } from '../../rail/rail.ts';
import type { TextCursor } from '../../rail/text-cursor.ts';
import { beginsTag, htmlAttributes } from '../../text/html-attributes.ts';
import { isAsciiLetter, isWhitespace } from '../../text/units.ts';

/** Longest tag that is read; the bracket of a longer one is undone. */
export const LONGEST_TAG = 2_048;

const LONGEST_NAME = 40;
/** Of the elements below. */
const LONGEST_KNOWN = 11;
/** `on` */
const LEAST_ATTRIBUTE = 2;
const SLASH = 0x2f;
const GREATER = 0x3e;

/** Removed with everything up to their closing tag. */
const withContent: ReadonlySet<string> = new Set(
  'script style iframe noscript noembed noframes template xmp plaintext'.split(' '),
);
/** Removed as tags; what stands between them is looked at like the rest. */
const tagsAlone: ReadonlySet<string> = new Set(
  'object embed applet base link meta form frame frameset portal fencedframe svg math'.split(' '),
);
const linking: ReadonlySet<string> = new Set(
  'href src action formaction data xlink:href poster background srcset ping cite codebase manifest values from to by'.split(
    ' ',
  ),
);

/** No reading of a value has a colon where it has neither one nor what may stand for one. */
// eslint-disable-next-line no-control-regex -- the range is all of ASCII
const mayNameScheme = /[:&%\\]|[^\x00-\x7f]/;

/** What is unsafe about the tag at the cursor. */
export interface UnsafeMarkup {
  readonly end: number;
  readonly rule: 'active-element' | 'unsafe-attribute' | 'server-tag' | 'unreadable-tag';
  /** Set when the tag may stay without some of its attributes. */
  readonly edits?: readonly TextEdit[] | undefined;
  /** The element whose content goes with the tag. */
  readonly through?: string | undefined;
}

/** Offsets of a stretch of text without what ends a name, so that names that begin in it are not read again. */
export interface NameStretch {
  start: number;
  end: number;
}

/** Reads the tag whose bracket stands at the cursor; undefined where nothing about it is unsafe. */
export function readUnsafeMarkup(cursor: TextCursor, stretch: NameStretch): UnsafeMarkup | undefined {
  const first = cursor.unit(1);
  if (first === 0x3f || first === 0x25) return { end: 1, rule: 'server-tag' };
  if (first === 0x21) return cursor.slice(1, 5) === '!--#' ? { end: 1, rule: 'server-tag' } : undefined;
  const nameStart = first === SLASH ? 2 : 1;
  if (!isAsciiLetter(cursor.unit(nameStart))) return undefined;
  const nameEnd = endOfName(cursor, nameStart, stretch);
  const full = cursor.slice(nameStart, nameEnd);
  const local = full.slice(full.lastIndexOf(':') + 1);
  const name = local.length > LONGEST_KNOWN ? '' : local.toLowerCase();
  const end = endOfTag(cursor, nameEnd);
  if (end === undefined) return { end: 1, rule: 'unreadable-tag' };
  if (withContent.has(name)) {
    return { end, rule: 'active-element', through: nameStart === 1 ? name : undefined };
  }
  if (tagsAlone.has(name)) return { end, rule: 'active-element' };
  if (end - nameEnd < LEAST_ATTRIBUTE) return undefined;
  const edits: TextEdit[] = [];
  for (const attribute of htmlAttributes(cursor.slice(nameEnd, end).replace(/>$/, ''))) {
    if (!isUnsafe(attribute.name, attribute.value)) continue;
    edits.push({ start: nameEnd + attribute.start, end: nameEnd + attribute.end, replacement: '' });
  }
  return edits.length === 0 ? undefined : { end, rule: 'unsafe-attribute', edits };
}

function endOfName(cursor: TextCursor, start: number, stretch: NameStretch): number {
  const from = cursor.offset + start;
  if (from < stretch.start || from > stretch.end) stretch.start = stretch.end = from;
  let end = Math.min(stretch.end - cursor.offset, LONGEST_NAME);
  while (isNameUnit(cursor.unit(end)) && end < LONGEST_NAME) end++;
  stretch.end = Math.max(stretch.end, cursor.offset + end);
  return end;
}

function isNameUnit(unit: number): boolean {
  return unit !== -1 && !isWhitespace(unit) && unit !== SLASH && unit !== GREATER;
}

/** Behind the bracket that closes the tag, or before the next tag, or where the text ends; undefined for a tag that is too long. */
function endOfTag(cursor: TextCursor, start: number): number | undefined {
  let quote = 0;
  let isValue = false;
  for (let distance = start; distance < LONGEST_TAG; distance++) {
    const unit = cursor.unit(distance);
    if (unit === -1) return distance;
    // What may begin another tag is looked at as one; this one is read up to there.
    if (unit === 0x3c && quote === 0 && beginsTag(cursor, distance)) return distance;
    if (quote !== 0) {
      if (unit === quote) quote = 0;
    } else if (unit === GREATER) return distance + 1;
    else if (isValue && (unit === 0x22 || unit === 0x27)) {
      quote = unit;
      isValue = false;
    } else if (unit === 0x3d) isValue = true;
    else if (!isWhitespace(unit) && unit !== 0x5c) isValue = false;
  }
  return undefined;
}

function isUnsafe(name: string, value: string): boolean {
  if (name.startsWith('on') || name === 'srcdoc' || name === 'attributename') return true;
  if (name === 'style') return /expression|javascript|vbscript|-moz-binding|behavior|@import|\\|&/i.test(value);
  if (!linking.has(name) || !mayNameScheme.test(value)) return false;
  return readingsOf(value).some((reading) =>
    /(?:^|[\s,])(?:javascript|vbscript|livescript|data(?!:image\/(?:png|jpe?g|gif|webp)[;,])):/i.test(reading),
  );
}
