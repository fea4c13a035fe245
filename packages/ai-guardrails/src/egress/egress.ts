import type { Rail, RailMatch, ScanRail, Stage } from '../rail/rail.ts';
import type { TextCursor } from '../rail/text-cursor.ts';
import { isAsciiLetter, isWord } from '../text/units.ts';
import { createAllowList, type AllowedHosts, type AllowList } from './allow-list.ts';
import { beginsUrl, isUrlUnit, LONGEST_URL, passOverDisguise, readBareUrl } from './bare-url.ts';
import { readHtmlTag } from './html-tag.ts';
import { passOverArguments, passOverText } from './idle-text.ts';
import { readJsonUrl } from './json-url.ts';
import {
  closingBracket,
  LONGEST_LABEL,
  readDefinition,
  readInlineDestination,
  type Destination,
  type Nesting,
} from './markdown-link.ts';

/** How the egress rail works. */
export interface EgressRailOptions {
  /**
   * Hosts that links, images and the arguments of tools may point at: `docs.example.com`, with a port when it is not the
   * usual one (`docs.example.com:8443`), `*.example.com` for every host below, or `*` for every public host. Wildcards
   * take in no internationalised (`xn--`) labels, no ports and no private hosts. Links within the site (relative ones) stay.
   * @defaultValue none
   */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * Hosts and addresses of a private network that may be pointed at as well, each in full: `localhost:3000`, `10.0.0.5`.
   * @defaultValue none
   */
  readonly allowedPrivateHosts?: readonly string[] | undefined;
  /** `redact` removes images and leaves links as their text; `block` ends the text before them. @defaultValue redact */
  readonly action?: 'redact' | 'block' | 'report' | undefined;
  /** @defaultValue `egress` */
  readonly id?: string | undefined;
  /** @defaultValue retrieval, tool-call, tool-result and output */
  readonly stages?: readonly Stage[] | undefined;
  /** @defaultValue enforce */
  readonly mode?: Rail['mode'] | undefined;
  /** @defaultValue closed */
  readonly onError?: Rail['onError'] | undefined;
}

const LINK_REMOVED = '[link removed]';
const IMAGE_REMOVED = '[image removed]';
const imageTags: ReadonlySet<string> = new Set(['img', 'image', 'picture', 'source', 'video', 'audio', 'svg', 'input']);

const BANG = 0x21;
const QUOTE = 0x22;
const OPEN_ROUND = 0x28;
const COLON = 0x3a;
const LESS = 0x3c;
const GREATER = 0x3e;
const OPEN_SQUARE = 0x5b;
const CLOSE_SQUARE = 0x5d;

/**
 * Keeps answers and retrieved text from reaching out: Markdown links, images and reference definitions, autolinks,
 * bare URLs, HTML that loads or links, `data:` and `javascript:` URLs, also when they are disguised; in the arguments
 * of tools, values that are URLs or private addresses, too. Host names without a scheme (`example.com/path`) are text
 * and stay. Every reading that a renderer may have of a link must be allowed: as it stands, with entities decoded, with
 * escapes undone. Names are not resolved: a public name of a private address is for the client that connects to refuse.
 * @throws AiError `invalid-input` for an entry that is no host name, and for a private one outside of allowedPrivateHosts
 * @example
 * ```ts
 * import { createGuard, egressRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [egressRail({ allowedHosts: ['docs.example.com', '*.intranet.example'] })] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function egressRail(options: EgressRailOptions = {}): Rail {
  return egressRailOf(options, createAllowList(options));
}

/** The rail with an allow-list of the caller's. */
export function egressRailOf(options: Omit<EgressRailOptions, keyof AllowedHosts>, allowList: AllowList): Rail {
  const action = options.action ?? 'redact';
  const rail: ScanRail = {
    id: options.id ?? 'egress',
    stages: options.stages ?? ['retrieval', 'tool-call', 'tool-result', 'output'],
    mode: options.mode ?? 'enforce',
    onError: options.onError ?? 'closed',
    maxMatch: LONGEST_LABEL + LONGEST_URL + 80,
    lookahead: 16,
    lookbehind: 1,
    triggers: (unit) =>
      unit === BANG ||
      unit === QUOTE ||
      unit === LESS ||
      unit === OPEN_SQUARE ||
      unit === CLOSE_SQUARE ||
      beginsUrl(unit),
    open({ stage }) {
      const nesting: Nesting = { opens: [], end: 0 };
      return {
        skip: stage === 'tool-call' ? passOverArguments : passOverText,
        scan(cursor) {
          const isQuote = cursor.unit(0) === QUOTE;
          if (isQuote && stage !== 'tool-call') return undefined;
          const found = isQuote ? jsonUrl(cursor, allowList) : find(cursor, allowList, nesting);
          return typeof found === 'object' ? { ...found, action } : found;
        },
      };
    },
  };
  return rail;
}

function find(cursor: TextCursor, allowList: AllowList, nesting: Nesting): RailMatch | number | undefined {
  const unit = cursor.unit(0);
  if (isAsciiLetter(unit)) {
    // Inside a word only http, ftp and ws can begin what a renderer would link.
    if (isWord(cursor.unit(-1)) && !isWebLetter(unit)) return undefined;
    return bare(cursor, 0, allowList);
  }
  if (unit === BANG) return cursor.unit(1) === OPEN_SQUARE ? bracketed(cursor, 1, allowList, nesting) : undefined;
  if (unit === OPEN_SQUARE) return bracketed(cursor, 0, allowList, nesting);
  if (unit === CLOSE_SQUARE) return behindLabel(cursor, allowList, nesting);
  if (unit === LESS) return angled(cursor, allowList);
  return bare(cursor, 0, allowList) ?? passOverDisguise(cursor);
}

/** h, f or w. */
function isWebLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower === 0x68 || lower === 0x66 || lower === 0x77;
}

/** `[text](destination)`, `![text](destination)` and `[label]: destination`. */
function bracketed(cursor: TextCursor, start: number, allowList: AllowList, nesting: Nesting): RailMatch | undefined {
  const close = closingBracket(cursor, start);
  if (close === undefined) return undefined;
  const target = targetBehind(cursor, close, nesting);
  if (target === undefined || allowList.allows(target.text)) return undefined;
  const { end } = target;
  const extend = target.isOpen === true ? isDestinationUnit : undefined;
  if (start === 1) return { ...image(end, 'markdown-image'), extend };
  if (cursor.unit(close + 1) === COLON) return { ...link(end, 'reference-definition'), extend };
  if (extend !== undefined) return { ...link(end, 'markdown-link'), extend };
  const edits = [{ start: close, end, replacement: ` ${LINK_REMOVED}` }];
  // An opening bracket that stands alone can go; between letters it keeps apart what it kept apart.
  if (!isWord(cursor.unit(-1)) && close > 1) edits.unshift({ start: 0, end: 1, replacement: '' });
  else edits.splice(0, 1, { start: close, end, replacement: `] ${LINK_REMOVED}` });
  return { ...link(end, 'markdown-link'), edits, resumeAt: 1 };
}

/** A destination behind a label that was too long, or too tangled, to be read from its start. */
function behindLabel(cursor: TextCursor, allowList: AllowList, nesting: Nesting): RailMatch | undefined {
  const target = targetBehind(cursor, 0, nesting);
  if (target === undefined || allowList.allows(target.text)) return undefined;
  const extend = target.isOpen === true ? isDestinationUnit : undefined;
  return { ...link(target.end, 'markdown-link'), replacement: `] ${LINK_REMOVED}`, extend };
}

function targetBehind(cursor: TextCursor, close: number, nesting: Nesting): Destination | undefined {
  const next = cursor.unit(close + 1);
  if (next === OPEN_ROUND) return readInlineDestination(cursor, close + 1, nesting);
  return next === COLON ? readDefinition(cursor, close + 1) : undefined;
}

/** `<https://host>` and HTML tags. */
function angled(cursor: TextCursor, allowList: AllowList): RailMatch | undefined {
  const autolink = bare(cursor, 1, allowList);
  if (autolink !== undefined) {
    const isClosed = cursor.unit(autolink.end) === GREATER;
    return { ...autolink, end: autolink.end + (isClosed ? 1 : 0), rule: 'autolink' };
  }
  const tag = readHtmlTag(cursor, allowList);
  if (tag === undefined) return undefined;
  if (tag.kind === 'unclear') return { ...link(1, 'html-tag'), replacement: '< ' };
  const found = imageTags.has(tag.name) ? image(tag.end, 'html-tag') : link(tag.end, 'html-tag');
  return tag.kind === 'open' ? { ...found, extend: untilBracket() } : found;
}

/** A value among the arguments of a tool that is a URL, or a private address, as a whole. */
function jsonUrl(cursor: TextCursor, allowList: AllowList): RailMatch | undefined {
  const end = readJsonUrl(cursor, allowList);
  if (end === undefined) return undefined;
  return { ...link(end, 'json-url'), edits: [{ start: 1, end, replacement: LINK_REMOVED }] };
}

function bare(cursor: TextCursor, start: number, allowList: AllowList): RailMatch | undefined {
  const url = readBareUrl(cursor, start);
  if (url === undefined || (!url.isOpen && allowList.allows(cursor.slice(start, url.end)))) return undefined;
  return { ...link(url.end, 'bare-url'), extend: url.isOpen ? isUrlUnit : undefined };
}

function link(end: number, rule: string): RailMatch {
  return { start: 0, end, rule, label: 'EGRESS_LINK', score: 1, action: 'redact', replacement: LINK_REMOVED };
}

function image(end: number, rule: string): RailMatch {
  return { start: 0, end, rule, label: 'EGRESS_IMAGE', score: 1, action: 'redact', replacement: IMAGE_REMOVED };
}

function isDestinationUnit(unit: number): boolean {
  return isUrlUnit(unit) && unit !== 0x29;
}

/** Takes in what follows up to the closing bracket, and the bracket. */
function untilBracket(): (unit: number) => boolean {
  let isClosed = false;
  return (unit) => {
    if (isClosed) return false;
    isClosed = unit === GREATER;
    return true;
  };
}
