import { isRecord, type JsonRecord } from './tokenizer-file.ts';
import type { Rewrite } from './mapped-text.ts';

/** One step that changes a text before it is split. */
export interface NormaliserStep {
  /** The changed text. */
  apply(text: string): string;
  /** The same as a list of rewrites, for offsets. */
  rewrites(text: string): Iterable<Rewrite>;
}

/** Reads the normaliser of a `tokenizer.json` into steps; undefined for one that is not known here. */
export function readNormaliser(value: unknown): readonly NormaliserStep[] | undefined {
  if (value === null || value === undefined) return [];
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'Sequence': {
      const list: readonly unknown[] = Array.isArray(value['normalizers']) ? value['normalizers'] : [];
      const steps = list.map(readNormaliser);
      return steps.every((each) => each !== undefined) ? steps.flat() : undefined;
    }
    case 'BertNormalizer':
      return bertSteps(value);
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return [unicodeForm(value['type'])];
    case 'Lowercase':
      return [lowerCase];
    case 'StripAccents':
      return [removing(/\p{M}/gu)];
    case 'Strip':
      return [strip(value['strip_left'] === true, value['strip_right'] === true)];
    case 'Prepend':
      return typeof value['prepend'] === 'string' ? [prepend(value['prepend'])] : undefined;
    case 'Replace':
      return replaceSteps(value);
    case 'Precompiled':
      return precompiledSteps;
    default:
      return undefined;
  }
}

/** Every match of an expression is replaced by one text. The expressions here are ours. */
function replacing(pattern: RegExp, replacement: string): NormaliserStep {
  return {
    apply: (text) => text.replace(pattern, replacement),
    *rewrites(text) {
      let at = 0;
      for (const { 0: found, index } of text.matchAll(pattern)) {
        yield* units(text, at, index);
        yield [found.length, replacement];
        at = index + found.length;
      }
      yield* units(text, at, text.length);
    },
  };
}

function removing(pattern: RegExp): NormaliserStep {
  return replacing(pattern, '');
}

/** Each code point of a part of the text as it is. */
function* units(text: string, from: number, to: number): Generator<Rewrite> {
  for (let at = from; at < to;) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    yield [character.length, character];
    at += character.length;
  }
}

/** A base character with the marks and jamos that may join it. */
const clusters =
  /[\s\S](?<=(?:[\ud800-\udbff](?![\udc00-\udfff])|[^\ud800-\udbff]))[\p{M}\u1160-\u11ff]*|[\ud800-\udbff][\udc00-\udfff][\p{M}\u1160-\u11ff]*/gu;

function unicodeForm(form: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): NormaliserStep {
  return {
    apply: (text) => text.normalize(form),
    *rewrites(text) {
      const whole = text.normalize(form);
      const single = Array.from(text, (character): Rewrite => [character.length, character.normalize(form)]);
      if (joined(single) === whole) return yield* single;
      const grouped = Array.from(text.matchAll(clusters), ([cluster]): Rewrite => [
        cluster.length,
        cluster.normalize(form),
      ]);
      if (joined(grouped) === whole) return yield* grouped;
      yield [text.length, whole];
    },
  };
}

function joined(rewrites: readonly Rewrite[]): string {
  return rewrites.map(([, replacement]) => replacement).join('');
}

const lowerCase: NormaliserStep = {
  apply: (text) => text.toLowerCase(),
  *rewrites(text) {
    // The whole text is lowered at once, because the last sigma of a word is another letter; only a capital I with a dot becomes longer.
    const lowered = text.toLowerCase();
    let at = 0;
    for (const character of text) {
      const length = character.toLowerCase().length;
      yield [character.length, lowered.slice(at, at + length)];
      at += length;
    }
  },
};

function strip(isLeft: boolean, isRight: boolean): NormaliserStep {
  const start = (text: string): number => (isLeft ? text.length - text.trimStart().length : 0);
  const end = (text: string): number => (isRight ? text.trimEnd().length : text.length);
  return {
    apply: (text) => text.slice(start(text), Math.max(start(text), end(text))),
    *rewrites(text) {
      const from = start(text);
      const to = Math.max(from, end(text));
      yield [from, ''];
      yield* units(text, from, to);
      yield [text.length - to, ''];
    },
  };
}

function prepend(prefix: string): NormaliserStep {
  return {
    apply: (text) => prefix + text,
    *rewrites(text) {
      yield [0, prefix];
      yield* units(text, 0, text.length);
    },
  };
}

/** Replacement of a fixed text, or of the few expressions that exporters write. An expression from the file is never compiled. */
function replaceSteps({ pattern, content }: JsonRecord): readonly NormaliserStep[] | undefined {
  if (!isRecord(pattern) || typeof content !== 'string') return undefined;
  // `$` would be read as a reference to what was found.
  if (content.includes('$')) return undefined;
  if (typeof pattern['String'] === 'string' && pattern['String'] !== '') {
    const wanted = pattern['String'];
    return [
      {
        apply: (text) => text.replaceAll(wanted, content),
        *rewrites(text) {
          let at = 0;
          for (let found = text.indexOf(wanted); found >= 0; found = text.indexOf(wanted, at)) {
            yield* units(text, at, found);
            yield [wanted.length, content];
            at = found + wanted.length;
          }
          yield* units(text, at, text.length);
        },
      },
    ];
  }
  if (pattern['Regex'] === ' {2,}') return [replacing(/ {2,}/g, content)];
  if (pattern['Regex'] === '\\s+') return [replacing(/\p{White_Space}+/gu, content)];
  return undefined;
}

/** What SentencePiece's compiled rules do to text, as the reference library does it: control characters go, spaces of all kinds become one kind, and the rest is NFKC, but for the full-width tilde. */
const precompiledSteps: readonly NormaliserStep[] = [
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  removing(/[\u0001-\u0008\u000B\u000E-\u001F\u007F\u008F\u009F]/g),
  replacing(/[\t\n\f\r\u00A0\u1680\u2000-\u200F\u2028\u2029\u202F\u205F\u2581\u3000\uFEFF\uFFFD]/g, ' '),
  {
    apply: (text) =>
      text
        .split('\uFF5E')
        .map((part) => part.normalize('NFKC'))
        .join('\uFF5E'),
    *rewrites(text) {
      for (const [index, part] of text.split('\uFF5E').entries()) {
        if (index > 0) yield [1, '\uFF5E'];
        yield* unicodeForm('NFKC').rewrites(part);
      }
    },
  },
];

const chinese = /[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff]/g;

/** The steps of BERT's normaliser (Devlin et al., 2019). */
function bertSteps(config: JsonRecord): readonly NormaliserStep[] {
  const steps: NormaliserStep[] = [];
  if (config['clean_text'] === true) {
    steps.push(
      // eslint-disable-next-line no-control-regex -- control characters are what is removed
      removing(/\u0000|\ufffd|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu),
      replacing(/\s/gu, ' '),
    );
  }
  if (config['handle_chinese_chars'] === true) {
    steps.push({
      apply: (text) => text.replace(chinese, ' $& '),
      *rewrites(text) {
        for (const character of text) {
          const isChinese = character.length === 1 && character.search(chinese) === 0;
          if (isChinese) yield [0, ' '];
          yield [character.length, character];
          if (isChinese) yield [0, ' '];
        }
      },
    });
  }
  const isLower = config['lowercase'] === true;
  if (isLower) steps.push(lowerCase);
  if (isLower ? config['strip_accents'] !== false : config['strip_accents'] === true)
    steps.push(unicodeForm('NFD'), removing(/\p{Mn}/gu));
  return steps;
}
