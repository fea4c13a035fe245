import { AiError } from '@org/ai-core';

/** A part of `tokenizer.json` that was not looked into yet. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** The bytes of a model's tokenizer files. */
export interface TokenizerFiles {
  /** `tokenizer.json` */
  readonly tokenizer: Uint8Array;
  /** `tokenizer_config.json` */
  readonly config?: Uint8Array | undefined;
}

/** The two files, parsed. */
export interface ParsedTokenizer {
  readonly tokenizer: JsonRecord;
  readonly config: JsonRecord;
}

/** Parses the files. @throws AiError `integrity` naming the file that is no JSON object */
export function parseTokenizerFiles({ tokenizer, config }: TokenizerFiles): ParsedTokenizer {
  return {
    tokenizer: parseObject(tokenizer, 'tokenizer.json'),
    config: config === undefined ? {} : parseObject(config, 'tokenizer_config.json'),
  };
}

function parseObject(bytes: Uint8Array, file: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    value = undefined;
  }
  if (isRecord(value)) return value;
  throw new AiError('integrity', `${file} is no JSON object; get the model's files again from where they came`, {
    details: { file },
  });
}

/** Whether a value is an object with keys. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
