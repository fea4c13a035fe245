import type { TextCursor } from '../rail/text-cursor.ts';
import { isWhitespace } from '../text/units.ts';
import type { AllowList } from './allow-list.ts';
import { LONGEST_URL } from './bare-url.ts';
import { isPrivateHost } from './private-host.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Units of a value that are read before it must have shown that it is a URL or an address. */
const PREFIX = 96;
const beginsLikeUrl =
  /^(?:(?:https?|ftps?|wss?|file|data|blob|javascript|vbscript|gopher|dict|ldaps?|jar|smb|tftp|sftp|ssh):\S|[a-z][a-z0-9+.-]{0,30}:\/\/|[/\\]{2,}(?:[^\s/\\.]+\.|\[)|\\\\\S)/i;
const beginsLikeAddress = /^(?:[0-9]{1,3}\.[0-9]|\[[0-9a-f:])/i;
const address = /^((?:[0-9]{1,3}\.){3}[0-9]{1,3}|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#]|$)/i;

/**
 * The distance of the quote that closes a JSON string, opened at the cursor, which as a whole is a URL that may not
 * stay, or a private address without a scheme: escapes and line breaks inside, which the URL standard ignores, are undone.
 */
export function readJsonUrl(cursor: TextCursor, allowList: AllowList): number | undefined {
  const previous = cursor.unit(-1);
  if (previous !== -1 && !isWhitespace(previous) && !':[{,'.includes(String.fromCharCode(previous))) return undefined;
  let end = endOfString(cursor, 1 + PREFIX);
  const start = valueOf(cursor.slice(1, end));
  const isAddress = beginsLikeAddress.test(start);
  if (!isAddress && !beginsLikeUrl.test(start)) return undefined;
  if (cursor.unit(end) !== QUOTE) end = endOfString(cursor, LONGEST_URL);
  const value = valueOf(cursor.slice(1, end));
  if (!isAddress) return allowList.allows(value) ? undefined : end;
  const host = address.exec(value)?.[1];
  if (host === undefined || !URL.canParse(`http://${host}`)) return undefined;
  return isPrivateHost(new URL(`http://${host}`).hostname) && !allowList.allows(`http://${value}`) ? end : undefined;
}

/** The distance of the closing quote, or of the last unit in reach. */
function endOfString(cursor: TextCursor, limit: number): number {
  let end = 1;
  while (end < limit && cursor.unit(end) !== QUOTE && cursor.unit(end) !== -1)
    end += cursor.unit(end) === BACKSLASH ? 2 : 1;
  return Math.min(end, limit);
}

/** The characters of a JSON string, as the URL standard reads them. */
function valueOf(escaped: string): string {
  const text = escaped.replace(
    /\\(?:u([0-9a-f]{4})|(.))/gi,
    (_, hex: string | undefined, character: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return character === undefined || 'nrtbf'.includes(character) ? '' : character;
    },
  );
  // eslint-disable-next-line no-control-regex -- what the URL standard strips
  return text.replace(/^[\u0000-\u0020]+|[\t\n\r]|[\u0000-\u0020]+$/g, '');
}
