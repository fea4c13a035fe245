import type { TextCursor } from '../rail/text-cursor.ts';
import { beginsTag, htmlAttributes } from '../text/html-attributes.ts';
import { isAsciiLetter, isWhitespace } from '../text/units.ts';
import type { AllowList } from './allow-list.ts';
import { LONGEST_URL } from './bare-url.ts';
import { logicalText } from './logical-unit.ts';

/** A tag that reaches out, or that is too long to tell. */
export interface HtmlTag {
  readonly end: number;
  readonly name: string;
  /** `reaches`: it loads or links; `open`: the same, and it goes on behind `end`; `unclear`: only its bracket is to be undone. */
  readonly kind: 'reaches' | 'open' | 'unclear';
}

const activeTags: ReadonlySet<string> = new Set(
  'script iframe frame fencedframe object embed applet link meta base form style svg math portal'.split(' '),
);
const urlAttributes: ReadonlySet<string> = new Set(
  'src href srcset imagesrcset action formaction poster background data xlink:href ping cite longdesc lowsrc codebase archive manifest usemap classid profile attributionsrc srcdoc dynsrc codetype icon from to values by'.split(
    ' ',
  ),
);

/** Reads the tag whose bracket stands at the cursor; undefined for text and for tags that reach nowhere. */
export function readHtmlTag(cursor: TextCursor, allowList: AllowList): HtmlTag | undefined {
  if (!isAsciiLetter(cursor.unit(1))) return undefined;
  let nameEnd = 1;
  while (isNameUnit(cursor.unit(nameEnd))) {
    if (++nameEnd > 40) return undefined;
  }
  const behind = cursor.unit(nameEnd);
  if (!isWhitespace(behind) && behind !== 0x2f && behind !== 0x3e) return undefined;
  const name = cursor.slice(1, nameEnd).toLowerCase();
  let quote = 0;
  for (let distance = nameEnd; distance < LONGEST_URL; distance++) {
    const unit = cursor.unit(distance);
    const isOver = unit === -1 || (quote === 0 && (unit === 0x3e || (unit === 0x3c && beginsTag(cursor, distance))));
    if (isOver) {
      if (!reachesOut(name, cursor.slice(nameEnd, distance), allowList)) return undefined;
      return { end: unit === 0x3e ? distance + 1 : distance, name, kind: 'reaches' };
    }
    if (unit === quote) quote = 0;
    else if (quote === 0 && (unit === 0x22 || unit === 0x27) && cursor.unit(distance - 1) !== 0x5c) quote = unit;
  }
  const isReaching = reachesOut(name, cursor.slice(nameEnd, LONGEST_URL), allowList);
  return isReaching ? { end: LONGEST_URL, name, kind: 'open' } : { end: 1, name, kind: 'unclear' };
}

function isNameUnit(unit: number): boolean {
  return unit !== -1 && !isWhitespace(unit) && unit !== 0x2f && unit !== 0x3e && unit !== 0x3c;
}

function reachesOut(name: string, attributes: string, allowList: AllowList): boolean {
  if (activeTags.has(name) || activeTags.has(name.replace(/^.*:/, ''))) return true;
  for (const attribute of htmlAttributes(attributes)) {
    if (isReaching(attribute.name, attribute.value, allowList)) return true;
  }
  return false;
}

function isReaching(attribute: string, value: string, allowList: AllowList): boolean {
  if (attribute.startsWith('on')) return true;
  // An escape of CSS could spell anything.
  if (attribute === 'style') return /url|image|import|expression|src\(|\/\/|\\/.test(value + logicalText(value));
  if (!urlAttributes.has(attribute)) return false;
  const isSet = attribute.endsWith('srcset');
  const targets = isSet ? value.split(',').map((candidate) => candidate.trim().split(/\s/, 1)[0] ?? '') : [value];
  return targets.some((target) => !allowList.allows(target));
}
