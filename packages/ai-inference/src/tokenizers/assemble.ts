import type { Template, TemplateItem } from './template.ts';
import type { Encoding } from './tokenizer.ts';
import type { TokenSink } from './token-sink.ts';

/** Puts special tokens around the tokens of one or two texts, so that all of it fits: of a pair the second text is cut first, then the first. */
export function assemble(
  template: Template,
  maxTokens: number,
  first: TokenSink,
  second: TokenSink | undefined,
): Encoding {
  const items = second === undefined ? template.single : template.pair;
  const specials = items.filter(({ kind }) => kind === 'special').length;
  const room = Math.max(0, maxTokens - specials);
  const keptFirst = Math.min(first.ids.length, room);
  const keptSecond = Math.min(second?.ids.length ?? 0, room - keptFirst);
  const total = Math.min(maxTokens, specials + keptFirst + keptSecond);
  const ids = new Int32Array(total);
  const typeIds = new Uint8Array(total);
  const offsets = first.hasOffsets ? new Uint32Array(total * 2) : undefined;
  let at = 0;
  const put = (id: number, typeId: number, start: number, end: number): void => {
    if (at >= total) return;
    ids[at] = id;
    typeIds[at] = typeId;
    offsets?.set([start, end], at * 2);
    at += 1;
  };
  const putText = ({ ids: tokens, offsets: places }: TokenSink, count: number, typeId: number): void => {
    for (let token = 0; token < count; token += 1)
      put(tokens[token] ?? 0, typeId, places[token * 2] ?? 0, places[token * 2 + 1] ?? 0);
  };
  for (const item of items) putItem(item);
  function putItem(item: TemplateItem): void {
    if (item.kind === 'special') put(item.id, item.typeId, 0, 0);
    else if (item.kind === 'first') putText(first, keptFirst, item.typeId);
    else if (second !== undefined) putText(second, keptSecond, item.typeId);
  }
  const isTruncated = keptFirst < first.ids.length || keptSecond < (second?.ids.length ?? 0);
  return { ids, typeIds, offsets, isTruncated };
}

/** Tokens of a text that can count at most: one more shows that there was more. */
export function roomOf(template: Template, maxTokens: number, isPair: boolean): number {
  const specials = (isPair ? template.pair : template.single).filter(({ kind }) => kind === 'special').length;
  return Math.max(0, maxTokens - specials);
}
