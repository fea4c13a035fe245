import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { wordPieceFile, wordPieceVocabulary } from '../../testing/wordpiece-file.ts';
import { trainBytePairs, trainUnigram } from './train.ts';

/** A tokenizer made from the texts of this repository. */
export interface SampleTokenizer {
  readonly name: string;
  readonly family: 'wordpiece' | 'bpe' | 'unigram';
  readonly file: object;
  readonly config: object;
}

/** English text of this repository: its guides. */
export function guideTexts(): readonly string[] {
  const folder = fileURLToPath(new URL('../../../../../docs/guides/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'));
}

const extra = '東京都 你好 世界 한국어 Привет мир naïve café straße ünïcödé 漢字 नमस्ते مرحبا ✂ 😀 é ß α β ½ '.repeat(4);

/** Tokenizers of the three families, in the forms in which models have them. */
export function sampleTokenizers(): readonly SampleTokenizer[] {
  const text = `${guideTexts().join('\n')}\n${extra}`;
  const vocabulary = [...wordPieceVocabulary(6_000, [text], 7), ...new Set(extra.toLowerCase())].filter(
    (token, index, all) => token.trim() !== '' && all.indexOf(token) === index,
  );
  const uncased = wordPieceFile(vocabulary);
  const cased = wordPieceFile(
    [...vocabulary, ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')].filter(
      (token, index, all) => all.indexOf(token) === index,
    ),
  );
  const withNormaliser = (file: object, normalizer: object | null): object => ({ ...file, normalizer });
  const llama = {
    type: 'Sequence',
    pretokenizers: [
      {
        type: 'Split',
        pattern: {
          Regex:
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        },
        behavior: 'Isolated',
        invert: false,
      },
      { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  };
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return [
    { name: 'WordPiece, uncased', family: 'wordpiece', file: uncased, config: {} },
    {
      name: 'WordPiece, cased',
      family: 'wordpiece',
      file: withNormaliser(cased, {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: false,
      }),
      config: {},
    },
    {
      name: 'WordPiece, general normaliser',
      family: 'wordpiece',
      file: {
        ...uncased,
        normalizer: {
          type: 'Sequence',
          normalizers: [{ type: 'NFKD' }, { type: 'StripAccents' }, { type: 'Lowercase' }],
        },
        pre_tokenizer: { type: 'Whitespace' },
      },
      config: {},
    },
    {
      name: 'byte-level BPE, as GPT-2 and RoBERTa',
      family: 'bpe',
      file: trainBytePairs(text, 1_500, { pretokenizer: byteLevel, normalizer: null, isRoberta: true }),
      config: {},
    },
    {
      name: 'byte-level BPE, as Llama 3 and Qwen 2',
      family: 'bpe',
      file: trainBytePairs(text, 1_500, { pretokenizer: llama, normalizer: { type: 'NFC' }, isRoberta: false }),
      config: {},
    },
    {
      name: 'Unigram, as XLM-RoBERTa',
      family: 'unigram',
      file: trainUnigram(text, 4_000, {
        type: 'Sequence',
        normalizers: [
          { type: 'Precompiled', precompiled_charsmap: '' },
          { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
        ],
      }),
      config: {},
    },
    {
      name: 'Unigram, NFKC',
      family: 'unigram',
      file: trainUnigram(text, 2_000, {
        type: 'Sequence',
        normalizers: [{ type: 'NFKC' }, { type: 'Strip', strip_left: true, strip_right: true }],
      }),
      config: {},
    },
  ];
}
