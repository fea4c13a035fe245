import { createRandom } from './random.ts';

const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const syllables =
  'ba be bo da de di ga ge go ka ke ki la le lo ma me mi na ne no pa pe po ra re ri sa se so ta te to va ve vi'.split(
    ' ',
  );

/**
 * The words of a WordPiece vocabulary of a given size: special tokens, every printable ASCII character (also as a continuation), the most frequent words of the texts,
 * and made-up pieces for the rest.
 */
export function wordPieceVocabulary(size: number, texts: readonly string[], seed: number): readonly string[] {
  const characters = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).filter(
    (character) => character === character.toLowerCase(),
  );
  const words = new Set([...specials, ...characters, ...characters.map((character) => `##${character}`)]);
  for (const word of frequentWords(texts)) {
    if (words.size >= size) break;
    words.add(word);
  }
  const random = createRandom(seed);
  while (words.size < size) {
    const count = 1 + Math.floor(random() * 4);
    const piece = Array.from({ length: count }, () => syllables[Math.floor(random() * syllables.length)] ?? '').join(
      '',
    );
    words.add(random() < 0.5 ? piece : `##${piece}`);
  }
  return [...words].slice(0, size);
}

function frequentWords(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([word]) => word);
}

/** A `tokenizer.json` for a vocabulary: WordPiece over lower-case text, as BERT's uncased models have it. */
export function wordPieceFile(vocabulary: readonly string[]): object {
  const idOf = (token: string): number => vocabulary.indexOf(token);
  const special = (token: string): object => ({ SpecialToken: { id: token, type_id: 0 } });
  const second = (token: string): object => ({ SpecialToken: { id: token, type_id: 1 } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content) => ({
      id: idOf(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
      pair: [
        special('[CLS]'),
        { Sequence: { id: 'A', type_id: 0 } },
        special('[SEP]'),
        { Sequence: { id: 'B', type_id: 1 } },
        second('[SEP]'),
      ],
      special_tokens: Object.fromEntries(['[CLS]', '[SEP]'].map((id) => [id, { id, ids: [idOf(id)], tokens: [id] }])),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  };
}
