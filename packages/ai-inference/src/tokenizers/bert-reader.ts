import type { PieceModel } from './piece-model.ts';
import type { SectionReader } from './pipeline.ts';
import { isRecord } from './tokenizer-file.ts';
import { createSink, isFull, type TokenSink } from './token-sink.ts';

/** Kinds of ASCII units: white space that ends a stretch, punctuation that is a word, letters and digits, and what only the general way reads right. */
const SPACE = 1;
const MARK = 2;
const WORD = 3;

const kinds: Uint8Array = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d) return SPACE;
  if (unit < 0x20 || unit === 0x7f) return 0;
  const character = String.fromCharCode(unit);
  return /[A-Za-z0-9]/.test(character) ? WORD : MARK;
});

/** Tokens of a stretch, with offsets from its start. */
interface Stretch {
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
}

const mostCached = 4_096;
const longestCached = 64;

/**
 * Reads what BERT's normaliser and splitter make of a text without making it: stretches between white space are independent of each other.
 * A stretch of ASCII needs no normalising but lower case; any other is read in the general way, and remembered.
 */
export function createBertReader(normaliser: unknown, model: PieceModel, general: SectionReader): SectionReader {
  const isLower = isRecord(normaliser) && normaliser['lowercase'] === true;
  // Words are looked up as they stand, so that lower case is made once for each.
  const words = new Map<string, ReturnType<PieceModel['encode']>>();
  const stretches = new Map<string, Stretch>();
  const wordOf = (text: string, start: number, end: number): ReturnType<PieceModel['encode']> => {
    const word = text.slice(start, end);
    const known = words.get(word);
    if (known !== undefined) return known;
    const tokens = model.read(isLower ? word.toLowerCase() : word);
    if (words.size >= mostCached * 4) words.clear();
    if (word.length <= longestCached) words.set(word, tokens);
    return tokens;
  };
  const put = (text: string, start: number, end: number, sink: TokenSink): void => {
    const { ids, starts, ends } = wordOf(text, start, end);
    for (const id of ids) sink.ids.push(id);
    if (!sink.hasOffsets) return;
    for (const [index, from] of starts.entries()) sink.offsets.push(start + from, start + (ends[index] ?? 0));
  };
  const putStretch = (text: string, start: number, end: number, sink: TokenSink): void => {
    const key = text.slice(start, end);
    let stretch = stretches.get(key);
    if (stretch === undefined) {
      const own = createSink(sink.limit - sink.ids.length, true);
      general(key, 0, key.length, false, own);
      stretch = { ids: own.ids, offsets: own.offsets };
      if (key.length <= longestCached && !isFull(own)) {
        if (stretches.size >= mostCached) stretches.clear();
        stretches.set(key, stretch);
      }
    }
    for (const id of stretch.ids) sink.ids.push(id);
    if (sink.hasOffsets) for (const offset of stretch.offsets) sink.offsets.push(start + offset);
  };
  return (text, start, end, _isFirst, sink) => {
    let at = start;
    while (at < end && !isFull(sink)) {
      if (kindOf(text, at) === SPACE) {
        at += 1;
        continue;
      }
      let stop = at;
      let isPlain = true;
      for (; stop < end; stop += 1) {
        const kind = kindOf(text, stop);
        if (kind === SPACE) break;
        if (kind === 0) isPlain = false;
      }
      if (!isPlain) putStretch(text, at, stop, sink);
      else {
        for (let from = at; from < stop && !isFull(sink);) {
          let to = from + 1;
          if (kindOf(text, from) === WORD) while (to < stop && kindOf(text, to) === WORD) to += 1;
          put(text, from, to, sink);
          from = to;
        }
      }
      at = stop;
    }
  };
}

function kindOf(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit < 128 ? (kinds[unit] ?? 0) : 0;
}
