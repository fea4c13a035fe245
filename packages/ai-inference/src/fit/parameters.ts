import { AiError } from '@org/ai-core';

/** What decides, with the texts, every byte of a fitted embedder. */
export interface FitParameters {
  /** Length of the vectors, the reserved direction for unknown texts included; fewer when the texts hold less. */
  readonly dimensions: number;
  /** Start of the random projection, an integer from 0 to 4,294,967,295. */
  readonly seed: number;
  /** Texts in which a term must occur to be kept. */
  readonly minTexts: number;
  /** Terms kept, the ones in most texts first. */
  readonly maxTerms: number;
  /** Texts used; of more, every second, fourth, ... is. Bounds memory and time. */
  readonly maxTexts: number;
  /** Tokens read of a text. */
  readonly maxTokens: number;
}

/** Changes whenever the same texts and parameters would give other bytes. */
export const fitCodeVersion = 'lsa-1';

const limits: Readonly<
  Record<keyof FitParameters, { readonly from: number; readonly to: number; readonly otherwise: number }>
> = {
  dimensions: { from: 2, to: 1024, otherwise: 128 },
  seed: { from: 0, to: 4_294_967_295, otherwise: 1 },
  minTexts: { from: 1, to: 1_000_000, otherwise: 1 },
  maxTerms: { from: 1, to: 1_000_000, otherwise: 50_000 },
  maxTexts: { from: 2, to: 1_000_000, otherwise: 50_000 },
  maxTokens: { from: 1, to: 65_536, otherwise: 8_192 },
};

/** Fills in defaults. @throws AiError `invalid-input` naming the field that is out of range */
export function completeParameters(given: {
  readonly [K in keyof FitParameters]?: FitParameters[K] | undefined;
}): FitParameters {
  const read = (name: keyof FitParameters): number => {
    const { from, to, otherwise } = limits[name];
    const value = given[name] ?? otherwise;
    if (Number.isInteger(value) && value >= from && value <= to) return value;
    throw new AiError('invalid-input', `${name} must be an integer from ${String(from)} to ${String(to)}`, {
      details: { field: name },
    });
  };
  return {
    dimensions: read('dimensions'),
    seed: read('seed'),
    minTexts: read('minTexts'),
    maxTerms: read('maxTerms'),
    maxTexts: read('maxTexts'),
    maxTokens: read('maxTokens'),
  };
}
