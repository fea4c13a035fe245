import { loadLibraryEncode } from './library-tokenizer.ts';
import { parseTokenizerFiles, type TokenizerFiles } from './tokenizer-file.ts';
import type { Tokenizer } from './tokenizer.ts';
import { vocabularyExtent } from './vocabulary-extent.ts';

/** Makes the tokenizer of a model from its files. @throws AiError `integrity`, `unsupported` */
export async function createTokenizer(files: TokenizerFiles): Promise<Tokenizer> {
  const parsed = parseTokenizerFiles(files);
  const { largestId, padId } = vocabularyExtent(parsed);
  const encode = await loadLibraryEncode(parsed);
  const counts = { fast: 0, fallback: 0 };
  return {
    family: 'other',
    vocabularySize: largestId + 1,
    padId,
    counts,
    encode: (text, options) => {
      counts.fallback += 1;
      return encode(text, options);
    },
  };
}
