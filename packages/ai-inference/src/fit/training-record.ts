import { AiError, canonicalJson, type JsonValue } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import type { ZodType } from 'zod';
import { z } from 'zod';
import type { FitParameters } from './parameters.ts';

/** Name of the training record inside a fitted bundle. */
export const recordFile = 'training-record.json';

/** How a fitted embedder came to be; with the same texts it reproduces the bundle byte for byte. Holds no words of the texts, no times and no names. */
export interface TrainingRecord {
  readonly formatVersion: 1;
  readonly method: 'latent-semantic-analysis';
  /** Version of the fitting code; another version may give other bytes. */
  readonly code: string;
  readonly parameters: FitParameters;
  readonly inputs: {
    /** Texts given, and of these used: every `stride`-th. */
    readonly texts: number;
    readonly textsUsed: number;
    readonly stride: number;
    /** Words in the texts used. */
    readonly tokens: number;
    /** Distinct terms in the texts used, before the vocabulary was cut. */
    readonly terms: number;
    /** SHA-256 of all texts given, in order. */
    readonly digest: string;
  };
  readonly result: {
    readonly vocabulary: number;
    /** Latent directions found. */
    readonly rank: number;
    /** Share of the squared weight of the matrix that the directions hold, from 0 to 1. */
    readonly explained: number;
  };
}

const count = z.int().min(0);
const schema: ZodType<TrainingRecord> = z.strictObject({
  formatVersion: z.literal(1),
  method: z.literal('latent-semantic-analysis'),
  code: z.string().min(1).max(100),
  parameters: z.strictObject({
    dimensions: count,
    seed: count,
    minTexts: count,
    maxTerms: count,
    maxTexts: count,
    maxTokens: count,
  }),
  inputs: z.strictObject({
    texts: count,
    textsUsed: count,
    stride: count,
    tokens: count,
    terms: count,
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  }),
  result: z.strictObject({ vocabulary: count, rank: count, explained: z.number().min(0).max(1) }),
});

/** Writes a record as canonical JSON and a line break. */
export function encodeRecord(record: TrainingRecord): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(record as unknown as JsonValue)}\n`);
}

/** Reads a record strictly. @throws AiError `invalid-input` naming the field, `integrity` for bytes that are not JSON */
export function parseRecord(bytes: Uint8Array): TrainingRecord {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AiError('integrity', `${recordFile} is not JSON; get the bundle again from where it came`, {
      details: { file: recordFile },
      cause,
    });
  }
  return parseConfig(schema, value, { name: recordFile });
}
