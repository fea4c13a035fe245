import { AiError } from '@org/ai-core';
import type { ParsedTokenizer } from './tokenizer-file.ts';
import type { EncodeOptions, Encoding } from './tokenizer.ts';

/** What is used of the library; its own declarations cannot be resolved under Node's module rules. */
interface LibraryTokenizer {
  encode(
    text: string,
    options: {
      readonly text_pair?: string | null;
      readonly add_special_tokens?: boolean;
      readonly return_token_type_ids?: boolean;
    },
  ): { readonly ids: readonly number[]; readonly token_type_ids?: readonly number[] };
}

/** Encodes by `@huggingface/tokenizers`, which knows every pipeline but gives no offsets. */
export type LibraryEncode = (text: string, options: EncodeOptions) => Encoding;

/** Loads the library and makes the tokenizer of the files. @throws AiError `unsupported` for files that it cannot read either */
export async function loadLibraryEncode({ tokenizer, config }: ParsedTokenizer): Promise<LibraryEncode> {
  const { Tokenizer } = (await import('@huggingface/tokenizers')) as unknown as {
    readonly Tokenizer: new (tokenizer: object, config: object) => LibraryTokenizer;
  };
  let library: LibraryTokenizer;
  try {
    library = new Tokenizer(tokenizer, config);
  } catch (cause) {
    throw new AiError(
      'unsupported',
      'tokenizer.json describes a pipeline that neither this package nor @huggingface/tokenizers can read; export the tokenizer again in its fast form',
      { details: { file: 'tokenizer.json' }, cause },
    );
  }
  const specials = (text: string, pair: string | undefined): { ids: readonly number[]; types: readonly number[] } => {
    const { ids, token_type_ids: types = [] } = library.encode(text, {
      text_pair: pair ?? null,
      return_token_type_ids: true,
    });
    return { ids, types };
  };
  return (text, { maxTokens, pair, hasOffsets = false }) => {
    if (hasOffsets) {
      throw new AiError(
        'unsupported',
        'tokenizer.json describes a pipeline for which no offsets into the text are known: the model cannot tag; use one with a WordPiece, byte-level BPE or Unigram tokenizer',
        { details: { file: 'tokenizer.json' } },
      );
    }
    const { ids, types } = specials(text, pair);
    if (ids.length <= maxTokens) return encodingOf(ids, types, false);
    return cut(library, specials, text, pair, maxTokens);
  };
}

/** The text without special tokens is cut so that the whole fits; special tokens at the end stay. */
function cut(
  library: LibraryTokenizer,
  specials: (text: string, pair: string | undefined) => { ids: readonly number[]; types: readonly number[] },
  text: string,
  pair: string | undefined,
  maxTokens: number,
): Encoding {
  const { ids, types } = specials(text, pair);
  const frame = specials('', pair === undefined ? undefined : '').ids.length;
  const first = library.encode(text, { add_special_tokens: false }).ids.length;
  const second = pair === undefined ? 0 : ids.length - first - frame;
  const room = Math.max(0, maxTokens - frame);
  const keptFirst = Math.min(first, room);
  const keptSecond = Math.min(second, room - keptFirst);
  // The special tokens of the frame stand before, between and behind the texts; only text tokens are left out.
  const before =
    first === 0 ? 0 : Math.max(0, ids.indexOf(library.encode(text, { add_special_tokens: false }).ids[0] ?? -1));
  const firstEnd = before + first;
  const secondEnd =
    pair === undefined ? firstEnd : ids.length - (frame - (ids.length - first - second - before) > 0 ? 1 : 0);
  const keep = (at: number): boolean => {
    if (at >= before && at < firstEnd) return at < before + keptFirst;
    if (pair !== undefined && at >= secondEnd - second && at < secondEnd) return at < secondEnd - second + keptSecond;
    return true;
  };
  const kept = ids.map((_, at) => at).filter(keep);
  return encodingOf(
    kept.map((at) => ids[at] ?? 0).slice(0, maxTokens),
    kept.map((at) => types[at] ?? 0).slice(0, maxTokens),
    true,
  );
}

function encodingOf(ids: readonly number[], types: readonly number[], isTruncated: boolean): Encoding {
  return { ids: Int32Array.from(ids), typeIds: Uint8Array.from(types), offsets: undefined, isTruncated };
}
