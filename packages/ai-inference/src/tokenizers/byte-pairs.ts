import { byteCharacters } from './byte-characters.ts';
import { mergeSymbols, type MergeTable, pairKey } from './merge-symbols.ts';
import { cachePieces, type PieceModel, type PieceTokens } from './piece-model.ts';
import { isRecord, type JsonRecord } from './tokenizer-file.ts';

const encoder: TextEncoder = new TextEncoder();

/**
 * Reads a byte-level BPE model (Sennrich et al., 2016; Radford et al., 2019): pairs are merged by their rank, the leftmost of equals first. Starts and ends of its tokens count bytes.
 * Undefined for one that is not known here: a vocabulary without every byte, a merge of or into something outside of it, suffixes.
 */
export function readBytePairs(model: JsonRecord): PieceModel | undefined {
  const { vocab, merges } = model;
  if (!isRecord(vocab) || !Array.isArray(merges)) return undefined;
  if (
    Boolean(model['end_of_word_suffix']) ||
    Boolean(model['continuing_subword_prefix']) ||
    Boolean(model['continuing_subword_suffix'])
  )
    return undefined;
  if (model['byte_fallback'] === true || model['fuse_unk'] === true) return undefined;
  const idOf = new Map<string, number>();
  for (const [token, id] of Object.entries(vocab)) if (typeof id === 'number') idOf.set(token, id);
  const bytes = byteCharacters.map((character) => idOf.get(character) ?? -1);
  if (bytes.includes(-1)) return undefined;
  const table = readMerges(merges, idOf);
  if (table === undefined) return undefined;
  const isWhole = model['ignore_merges'] === true;
  const encode = (piece: string): PieceTokens => {
    const source = encoder.encode(piece);
    if (isWhole) {
      const id = idOf.get(Array.from(source, (byte) => byteCharacters[byte] ?? '').join(''));
      if (id !== undefined) return { ids: [id], starts: [0], ends: [source.length] };
    }
    const { ids, ends } = mergeSymbols(
      Array.from(source, (byte) => bytes[byte] ?? 0),
      table,
    );
    return { ids, ends, starts: ends.map((_, index) => ends[index - 1] ?? 0) };
  };
  return { family: 'bpe', encode: cachePieces(encode), read: encode };
}

function readMerges(merges: readonly unknown[], idOf: ReadonlyMap<string, number>): MergeTable | undefined {
  const table: MergeTable = { merges: new Map(), results: new Int32Array(merges.length) };
  for (const [rank, merge] of merges.entries()) {
    const [left, right] =
      typeof merge === 'string' ? merge.split(' ', 2) : Array.isArray(merge) ? (merge as unknown[]) : [];
    if (typeof left !== 'string' || typeof right !== 'string') return undefined;
    const [first, second, result] = [idOf.get(left), idOf.get(right), idOf.get(left + right)];
    if (first === undefined || second === undefined || result === undefined) return undefined;
    table.merges.set(pairKey(first, second), rank);
    table.results[rank] = result;
  }
  return table;
}
