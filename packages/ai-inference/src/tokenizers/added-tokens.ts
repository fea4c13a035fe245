import { isRecord, type JsonRecord } from './tokenizer-file.ts';

/** A token that stands in the text as it is, outside of the model. */
export interface AddedToken {
  readonly content: string;
  readonly id: number;
  /** White space before or behind it belongs to it. */
  readonly isLeftStripped: boolean;
  readonly isRightStripped: boolean;
  /** Whether it is looked for after normalising. */
  readonly isNormalised: boolean;
}

/** A part of a text: an added token, or text between them. */
export interface Section {
  readonly start: number;
  readonly end: number;
  readonly id: number | undefined;
}

/** Reads the added tokens of a `tokenizer.json`; undefined when one of them is of a kind that is not known here. */
export function readAddedTokens(tokenizer: JsonRecord): readonly AddedToken[] | undefined {
  const list: readonly unknown[] = Array.isArray(tokenizer['added_tokens']) ? tokenizer['added_tokens'] : [];
  const tokens: AddedToken[] = [];
  for (const token of list) {
    if (!isRecord(token)) return undefined;
    const { content, id, lstrip, rstrip, special, normalized } = token;
    if (typeof content !== 'string' || content === '' || typeof id !== 'number') return undefined;
    tokens.push({
      content,
      id,
      isLeftStripped: lstrip === true,
      isRightStripped: rstrip === true,
      isNormalised: typeof normalized === 'boolean' ? normalized : special !== true,
    });
  }
  return tokens;
}

/** Cuts texts at the added tokens in them, the longest first. */
export function createSectionCutter(tokens: readonly AddedToken[]): (text: string) => readonly Section[] {
  const byFirst = new Map<number, AddedToken[]>();
  for (const token of tokens) {
    const first = token.content.charCodeAt(0);
    byFirst.set(first, [...(byFirst.get(first) ?? []), token]);
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.content.length - a.content.length);
  const firsts = [...new Set(tokens.map(({ content }) => content[0] ?? ''))];
  return (text) => {
    const whole: readonly Section[] = text === '' ? [] : [{ start: 0, end: text.length, id: undefined }];
    // Most texts hold none of the first characters: asking the engine for each is faster than looking at every unit.
    if (firsts.length <= 8 && !firsts.some((first) => text.includes(first))) return whole;
    const sections: Section[] = [];
    let from = 0;
    for (let at = 0; at < text.length;) {
      const token = byFirst.get(text.charCodeAt(at))?.find(({ content }) => text.startsWith(content, at));
      if (token === undefined) {
        at += 1;
        continue;
      }
      const end = at + token.content.length;
      const before = token.isLeftStripped ? from + text.slice(from, at).trimEnd().length : at;
      if (before > from) sections.push({ start: from, end: before, id: undefined });
      sections.push({ start: at, end, id: token.id });
      from = token.isRightStripped ? text.length - text.slice(end).trimStart().length : end;
      at = Math.max(end, from);
    }
    if (sections.length === 0) return whole;
    if (from < text.length) sections.push({ start: from, end: text.length, id: undefined });
    return sections;
  };
}
