import { AiError } from '@org/ai-core';

/** The terms that a fitted embedder knows. Ids count from 1; 0 is the reserved row of the term table. */
export interface Vocabulary {
  readonly size: number;
  idOf(term: string): number | undefined;
}

/** Writes the terms, in id order, as the bytes of a vocabulary file: one term per line. */
export function encodeVocabulary(terms: readonly string[]): Uint8Array {
  return new TextEncoder().encode(terms.map((term) => `${term}\n`).join(''));
}

/** Reads a vocabulary file. @throws AiError `integrity` for bytes that are no list of distinct terms. */
export function parseVocabulary(bytes: Uint8Array, file: string): Vocabulary {
  const ids = new Map<string, number>();
  for (const term of decodeLines(bytes, file)) {
    if (term === '' || ids.has(term)) {
      throw new AiError(
        'integrity',
        `${file} is no vocabulary: line ${String(ids.size + 1)} is empty or repeats a term; fit the embedder again.`,
        { details: { file } },
      );
    }
    ids.set(term, ids.size + 1);
  }
  return { size: ids.size, idOf: (term) => ids.get(term) };
}

function decodeLines(bytes: Uint8Array, file: string): string[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AiError('integrity', `${file} is no vocabulary: it is not UTF-8; fit the embedder again.`, {
      details: { file },
      cause,
    });
  }
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.pop() !== '')
    throw new AiError('integrity', `${file} is no vocabulary: its last line is not complete; fit the embedder again.`, {
      details: { file },
    });
  return lines;
}
