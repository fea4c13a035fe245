import { AiError } from '@org/ai-core';
import { assemble } from './assemble.ts';
import { readTemplate } from './template.ts';
import type { TokenSink } from './token-sink.ts';
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
  const template = readTemplate(tokenizer['post_processor']);
  const plain = (text: string): TokenSink => {
    const { ids } = library.encode(text, { add_special_tokens: false });
    return { ids: [...ids], offsets: [], hasOffsets: false, limit: ids.length };
  };
  return (text, { maxTokens, pair, hasOffsets = false }) => {
    if (hasOffsets) {
      throw new AiError(
        'unsupported',
        'tokenizer.json describes a pipeline for which no offsets into the text are known: the model cannot tag; use one with a WordPiece, byte-level BPE or Unigram tokenizer',
        { details: { file: 'tokenizer.json' } },
      );
    }
    const { ids, token_type_ids: types = [] } = library.encode(text, {
      text_pair: pair ?? null,
      return_token_type_ids: true,
    });
    if (ids.length <= maxTokens) {
      return {
        ids: Int32Array.from(ids),
        typeIds: Uint8Array.from(ids, (_, at) => types[at] ?? 0),
        offsets: undefined,
        isTruncated: false,
      };
    }
    // What stands around the texts must be known to cut between: the special tokens at the end stay.
    if (template !== undefined)
      return assemble(template, maxTokens, plain(text), pair === undefined ? undefined : plain(pair));
    throw new AiError(
      'unsupported',
      'a text is longer than the model takes, and tokenizer.json puts special tokens around texts in a way that is not known here; send shorter texts',
      { details: { file: 'tokenizer.json', field: 'post_processor' } },
    );
  };
}
