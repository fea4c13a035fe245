import { byteCharacters } from '../byte-characters.ts';

/** Small trainers, so that comparisons need no file of anybody else: not for use, but with all that a real tokenizer has. */

const specialToken = (content: string, id: number, isSpecial = true): object => ({
  id,
  content,
  single_word: false,
  lstrip: content === '<mask>',
  rstrip: false,
  normalized: false,
  special: isSpecial,
});

/** Words of a text with how often each occurs. */
function countWords(text: string, pattern: RegExp): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(pattern)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** A byte-level BPE tokenizer with some merges learned from a text; `normalizer` and `pretokenizer` as files have them. */
export function trainBytePairs(
  text: string,
  merges: number,
  parts: { readonly pretokenizer: object; readonly normalizer: object | null; readonly isRoberta: boolean },
): object {
  const specials = parts.isRoberta ? ['<s>', '<pad>', '</s>', '<unk>', '<mask>'] : ['<|endoftext|>'];
  const vocabulary = [...specials, ...byteCharacters];
  const encoder = new TextEncoder();
  const words = [...countWords(text, / ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+/gu)].map(([word, count]) => ({
    symbols: Array.from(encoder.encode(word), (byte) => byteCharacters[byte] ?? ''),
    count,
  }));
  const learned: string[] = [];
  while (learned.length < merges) {
    const pairs = new Map<string, number>();
    for (const { symbols, count } of words) {
      for (const [index, symbol] of symbols.entries()) {
        const next = symbols[index + 1];
        if (next !== undefined) pairs.set(`${symbol} ${next}`, (pairs.get(`${symbol} ${next}`) ?? 0) + count);
      }
    }
    // Several at a time: fast enough for a test, and as good for comparing.
    const best = [...pairs].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, 16);
    if (best.length === 0) break;
    for (const [pair] of best) {
      const [left = '', right = ''] = pair.split(' ');
      if (!vocabulary.includes(left) || !vocabulary.includes(right) || learned.includes(pair)) continue;
      learned.push(pair);
      if (!vocabulary.includes(left + right)) vocabulary.push(left + right);
      for (const word of words) mergeIn(word.symbols, left, right);
    }
  }
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => specialToken(content, id)),
    normalizer: parts.normalizer,
    pre_tokenizer: parts.pretokenizer,
    post_processor: parts.isRoberta
      ? { type: 'RobertaProcessing', sep: ['</s>', 2], cls: ['<s>', 0], trim_offsets: true, add_prefix_space: false }
      : { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: '',
      end_of_word_suffix: '',
      fuse_unk: false,
      byte_fallback: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges: learned,
    },
  };
}

function mergeIn(symbols: string[], left: string, right: string): void {
  for (let at = 0; at + 1 < symbols.length; at += 1)
    if (symbols[at] === left && symbols[at + 1] === right) symbols.splice(at, 2, left + right);
}

/** A Unigram tokenizer whose pieces are the most frequent parts of the words of a text. */
export function trainUnigram(text: string, size: number, normalizer: object): object {
  const specials = ['<s>', '<pad>', '</s>', '<unk>'];
  const counts = new Map<string, number>();
  for (const [word, count] of countWords(text, /\S+/gu)) {
    const characters = Array.from(`▁${word}`);
    for (let from = 0; from < characters.length; from += 1) {
      for (let to = from + 1; to <= Math.min(characters.length, from + 8); to += 1) {
        const piece = characters.slice(from, to).join('');
        counts.set(piece, (counts.get(piece) ?? 0) + count);
      }
    }
  }
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const pieces = [...counts]
    .map(([piece, count]): [string, number] => [piece, Math.log(count / total) + Array.from(piece).length * 0.7])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, size);
  const vocabulary: [string, number][] = [...specials.map((token): [string, number] => [token, 0]), ...pieces];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [...specials, '<mask>'].map((content, id) =>
      specialToken(content, id < specials.length ? id : vocabulary.length),
    ),
    normalizer,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
      ],
      special_tokens: {
        '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] },
        '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
      },
    },
    decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: 3, vocab: vocabulary, byte_fallback: false },
  };
}
