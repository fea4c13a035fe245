import { loadLibraryEncode, type LibraryEncode } from './library-tokenizer.ts';
import { readPipeline } from './pipeline.ts';
import { parseTokenizerFiles, type TokenizerFiles } from './tokenizer-file.ts';
import type { Tokenizer } from './tokenizer.ts';
import { vocabularyExtent } from './vocabulary-extent.ts';

/**
 * Makes the tokenizer of a model from its files. WordPiece, byte-level BPE and Unigram pipelines are read by code of our own; any other, and rare texts, by `@huggingface/tokenizers`.
 *
 * @throws AiError `integrity` for files that are no tokenizer, `unsupported` for a pipeline that the library cannot read either
 */
export async function createTokenizer(files: TokenizerFiles): Promise<Tokenizer> {
  const parsed = parseTokenizerFiles(files);
  const { largestId, padId } = vocabularyExtent(parsed);
  const pipeline = readPipeline(parsed);
  // The library takes a second or two for a large vocabulary: it is loaded for pipelines that need it, and for texts that do.
  const library: LibraryEncode | undefined =
    pipeline === undefined || pipeline.needsLibrary ? await loadLibraryEncode(parsed) : undefined;
  const counts = { fast: 0, fallback: 0 };
  return {
    family: pipeline?.family ?? 'other',
    vocabularySize: largestId + 1,
    padId,
    counts,
    encode: (text, options) => {
      const own = pipeline?.encode(text, options);
      if (own !== undefined) {
        counts.fast += 1;
        return own;
      }
      counts.fallback += 1;
      if (library === undefined) throw new RangeError('a pipeline without library left a text to it');
      return library(text, options);
    },
  };
}
