import type { Inline } from './tree.ts';

const untrustedMark = '(untrusted source)';
const maxDepth = 4;

/** Reads emphasis, code and citation markers. A delimiter without its partner is text; every character is looked at a bounded number of times. */
export function parseInline(text: string, depth = 0): readonly Inline[] {
  const nodes: Inline[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') nodes.push({ type: 'text', text: plain });
    plain = '';
  };
  // Where no partner follows for one delimiter, none follows for a later one.
  const missing = new Set<string>();
  for (let at = 0; at < text.length;) {
    const found = readNode(text, at, depth, missing);
    if (found === undefined) {
      plain += text[at] ?? '';
      at += 1;
    } else {
      flush();
      nodes.push(found.node);
      at = found.end;
    }
  }
  flush();
  return nodes;
}

interface Found {
  readonly node: Inline;
  readonly end: number;
}

function readNode(text: string, at: number, depth: number, missing: Set<string>): Found | undefined {
  switch (text[at]) {
    case '[':
      return readCitation(text, at);
    case '(':
      return text.startsWith(untrustedMark, at)
        ? { node: { type: 'untrusted-mark', text: untrustedMark }, end: at + untrustedMark.length }
        : undefined;
    case '`': {
      const end = closing(text, at + 1, '`', missing);
      return end === undefined ? undefined : { node: { type: 'code', text: text.slice(at + 1, end) }, end: end + 1 };
    }
    case '*':
    case '_':
      return depth < maxDepth ? readEmphasis(text, at, depth, missing) : undefined;
    default:
      return undefined;
  }
}

function readCitation(text: string, at: number): Found | undefined {
  const match = /^\[(\d{1,3})\]/.exec(text.slice(at, at + 5));
  if (match === null) return undefined;
  const [marked, marker] = match;
  const end = at + marked.length;
  // `[1](…)` is the label of a link, which is text here.
  if (text[end] === '(' && !text.startsWith(untrustedMark, end)) return undefined;
  return { node: { type: 'citation', marker: Number(marker), text: marked }, end };
}

function readEmphasis(text: string, at: number, depth: number, missing: Set<string>): Found | undefined {
  const character = text[at] ?? '';
  const delimiter = text[at + 1] === character ? character.repeat(2) : character;
  const start = at + delimiter.length;
  const isWordInside = character === '_' && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
  if (isWordInside || /^(?:\s|$)/.test(text.slice(start, start + 1))) return undefined;
  const end = closing(text, start, delimiter, missing);
  if (end === undefined || /\s/.test(text[end - 1] ?? ' ')) return undefined;
  if (character === '_' && /[\p{L}\p{N}]/u.test(text[end + delimiter.length] ?? '')) return undefined;
  const children = parseInline(text.slice(start, end), depth + 1);
  return {
    node: { type: delimiter.length === 2 ? 'strong' : 'emphasis', children },
    end: end + delimiter.length,
  };
}

function closing(text: string, from: number, delimiter: string, missing: Set<string>): number | undefined {
  if (missing.has(delimiter)) return undefined;
  const end = text.indexOf(delimiter, from);
  if (end < 0) missing.add(delimiter);
  return end <= from ? undefined : end;
}
