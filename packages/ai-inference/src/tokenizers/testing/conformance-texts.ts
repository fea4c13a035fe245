import { createRandom } from '../../testing/random.ts';

/** Texts at which tokenizers have gone wrong, by kind. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  latin: [
    'the parcel',
    'Was left',
    'naïve café',
    'ÅNGSTRÖM',
    'Straße',
    'ﬁne ﬂow',
    'İstanbul',
    'ΟΔΟΣ ΣΑΣ',
    'A.Σ',
    'don’t',
    "it's",
    "I'LL",
    'co-operate',
    'x_y',
    'e\u0301te\u0301',
  ],
  cjk: [
    '東京都',
    '你好，世界',
    '漢字かな交じり文',
    '한국어 문장',
    '\u1112\u1161\u11ab',
    '𠮷野家',
    'ｶﾀｶﾅ',
    '（全角）',
    '豈',
    '。',
    '、',
  ],
  scripts: [
    'مرحبا بالعالم',
    'שלום',
    'नमस्ते दुनिया',
    'สวัสดีชาวโลก',
    'Привет, мир',
    'Ёлка й',
    'ગુજરાતી',
    'ქართული',
    'አማርኛ',
    'தமிழ்',
  ],
  emoji: ['😀', '👩‍👩‍👧‍👦', '🇩🇪', '👍🏽', '❤️', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '✂', '☺️'],
  control: [
    '\u0000',
    '\u0001',
    '\t',
    '\n',
    '\r\n',
    '\u000b',
    '\u000c',
    '\u001f',
    '\u007f',
    '\u0085',
    '\u00ad',
    '\u200b',
    '\u200d',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\ue000',
    '\u{e0001}',
  ],
  space: [' ', '  ', '   ', '\u00a0', '\u2003', '\u3000', '\u1680', ' \u0300', '\u202f', '\u2581'],
  marks: [
    '\u0301',
    'a\u0323\u0307',
    'q\u0307\u0323',
    '\u0e33',
    'ô\u0323',
    '\u09c7\u09be',
    '\u{1d15e}',
    '\u2126',
    '\u212b',
    'ǅ',
    'ŉ',
    '\u0344',
  ],
  numbers: ['3', '1,234.56', '2026-11-26', '0x7fff', '１２３', '½', '٣٤٥', 'v2.0.1', '100%', '12:34', '1e-9'],
  symbols: [
    '...',
    '!?',
    '--',
    '“quoted”',
    '€',
    '§',
    '©',
    '±',
    '∑',
    '→',
    '#tag',
    '@user',
    '~',
    '^',
    '`code`',
    '|',
    '\\',
    '\uff5e',
    '℀',
    '①',
  ],
  code: [
    'function f(x) { return x ** 2; }',
    'a?.b ?? c',
    'https://example.com/a?b=c#d',
    'user@example.com',
    'snake_case camelCase',
    '<div class="x">',
    '{"a":[1,2]}',
    'C:\\dir\\file.txt',
    '\\n',
  ],
  special: [
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '[UNK]',
    '<s>',
    '</s>',
    '<unk>',
    '<mask>',
    '[PAD]',
    '##ing',
    '▁the',
    '<|endoftext|>',
    '[cls]',
  ],
  surrogates: ['\ud800', '\udc00', 'a\ud83d', '\ude00b', '\udc00\ud800'],
  long: [
    'a'.repeat(101),
    'ab'.repeat(120),
    'é'.repeat(99),
    '1'.repeat(50),
    'supercalifragilisticexpialidocious',
    '中'.repeat(60),
    '😀'.repeat(30),
    '-'.repeat(70),
    ' '.repeat(40),
    '\u0301'.repeat(40),
  ],
};

/** Texts for comparing tokenizers: each of the list alone, then mixtures of them with words of ordinary text, and strings of any code points. The same seed gives the same. */
export function conformanceTexts(count: number, words: readonly string[], seed: number): readonly string[] {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const one = <T>(list: readonly T[], other: T): T => list[below(list.length)] ?? other;
  const all = Object.values(kinds).flat();
  const texts = new Set<string>(['', ...all]);
  const mixed = (): string => {
    const parts = Array.from({ length: 1 + below(9) }, () => (random() < 0.45 ? one(words, 'word') : one(all, 'x')));
    return parts.join(one(['', ' ', ' ', ' ', '  ', ', ', '-', '\n'], ' '));
  };
  const anything = (): string =>
    Array.from({ length: 1 + below(24) }, () => {
      const range = one([0x80, 0x250, 0x3000, 0x1_0000, 0x2_0000, 0x11_0000], 0x80);
      return String.fromCodePoint(below(range));
    }).join('');
  const sentence = (): string => {
    const text = Array.from({ length: 3 + below(20) }, () => one(words, 'word')).join(' ');
    return random() < 0.3 ? text.toUpperCase() : `${text}.`;
  };
  while (texts.size < count) {
    const pick = random();
    texts.add(pick < 0.5 ? mixed() : pick < 0.7 ? anything() : sentence());
  }
  return [...texts];
}
