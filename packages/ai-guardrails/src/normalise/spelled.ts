import { createMapBuilder, type MappedText } from './offset-map.ts';

/** Four letters or more, each alone, with the same one or two separators between them. */
const LEAST = 4;
const letter = /^\p{L}$/u;
const separators: ReadonlySet<string> = new Set([' ', '.', '-', '_', '*', '·', '/', '|']);

/** Joins words that are spelled out: "i g n o r e", "i.g.n.o.r.e". */
export function joinSpelled(mapped: MappedText): MappedText {
  const { text, starts, ends } = mapped;
  const builder = createMapBuilder(text.length);
  let kept = 0;
  let at = 0;
  let isChanged = false;
  const keep = (to: number): void => {
    for (; kept < to; kept++) builder.add(text[kept] ?? '', starts[kept] ?? 0, ends[kept] ?? 0);
  };
  while (at < text.length) {
    const end = spelledEnd(text, at);
    if (end === undefined) {
      at++;
      continue;
    }
    keep(at);
    for (let place = at; place < end; place += 2) builder.add(text[place] ?? '', starts[place] ?? 0, ends[place] ?? 0);
    kept = at = end;
    isChanged = true;
  }
  if (!isChanged) return mapped;
  keep(text.length);
  return builder.build();
}

/** Where a spelled-out word that begins here ends. */
function spelledEnd(text: string, start: number): number | undefined {
  const separator = text[start + 1];
  if (separator === undefined || !separators.has(separator)) return undefined;
  if (isLetter(text, start - 1) || !isLetter(text, start)) return undefined;
  if (text[start - 1] === separator && isLetter(text, start - 2) && !isLetter(text, start - 3)) return undefined;
  let end = start + 1;
  while (text[end] === separator && isLetter(text, end + 1) && !isLetter(text, end + 2)) end += 2;
  return (end - start + 1) / 2 >= LEAST ? end : undefined;
}

function isLetter(text: string, at: number): boolean {
  const unit = text[at];
  return unit !== undefined && letter.test(unit);
}
