import { logicalText, namedUnits } from './logical-unit.ts';

const plainUrl = /^[\w:/.?#=+,;~!$*()@[\]-]*$/;
const numericEntity = /&#(?:x0*([0-9a-f]+)|0*([0-9]+));?/gi;
const named: Readonly<Record<string, number>> = {
  ...namedUnits,
  percnt: 0x25,
  lsqb: 0x5b,
  rsqb: 0x5d,
  nbsp: 0xa0,
  lowbar: 0x5f,
};
const namedEntity = new RegExp(`&(${Object.keys(named).join('|')});`, 'gi');
const markdownEscape = /\\([!-/:-@[-`{-~])/g;

/**
 * The ways in which what reads it may understand a destination: as it stands, with entities decoded (HTML), with
 * escapes undone too (Markdown, JSON), and with everything undone that a reader could undo. A link may stay only when
 * it may stay in every one of them.
 */
export function readingsOf(destination: string): readonly string[] {
  if (plainUrl.test(destination)) return [destination];
  const decoded = destination
    .replace(numericEntity, (_, hex: string | undefined, decimal: string | undefined) => {
      const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    })
    .replace(namedEntity, (_, name: string) => String.fromCharCode(named[name.toLowerCase()] ?? 0));
  const unescaped = decoded.replace(markdownEscape, '$1');
  return [...new Set([destination, decoded, unescaped].map(asParsed).concat(logicalText(destination)))];
}

// eslint-disable-next-line no-control-regex -- what the URL standard strips from both ends
const stripped = /^[\u0000-\u0020]+|[\u0000-\u0020]+$/g;

/** What the URL standard does before it parses: ends are stripped, tabs and line breaks taken out, `\` is `/`. */
function asParsed(text: string): string {
  return text
    .replace(stripped, '')
    .replace(/[\t\n\r]/g, '')
    .replaceAll('\\', '/');
}
