import { AiError } from '@org/ai-core';
import { isRecord, type JsonRecord, type ParsedTokenizer } from './tokenizer-file.ts';

/** Which ids a tokenizer uses. */
export interface VocabularyExtent {
  readonly largestId: number;
  /** Fills up short rows; 0 where the files name none. */
  readonly padId: number;
}

/** Reads which ids a tokenizer uses, without building it. @throws AiError `integrity` when it has no vocabulary */
export function vocabularyExtent({ tokenizer, config }: ParsedTokenizer): VocabularyExtent {
  const model = isRecord(tokenizer['model']) ? tokenizer['model'] : {};
  const added = addedTokens(tokenizer);
  const vocabulary = model['vocab'];
  let largestId = -1;
  if (Array.isArray(vocabulary)) largestId = vocabulary.length - 1;
  else if (isRecord(vocabulary)) {
    for (const id of Object.values(vocabulary)) if (typeof id === 'number') largestId = Math.max(largestId, id);
  }
  if (largestId < 0) {
    throw new AiError('integrity', 'tokenizer.json holds no vocabulary under model.vocab; get the file again', {
      details: { file: 'tokenizer.json', field: 'model.vocab' },
    });
  }
  for (const id of added.values()) largestId = Math.max(largestId, id);
  return { largestId, padId: padIdOf(tokenizer, config, added) ?? 0 };
}

function addedTokens(tokenizer: JsonRecord): ReadonlyMap<string, number> {
  const list = Array.isArray(tokenizer['added_tokens']) ? (tokenizer['added_tokens'] as readonly unknown[]) : [];
  return new Map(
    list.flatMap((token) =>
      isRecord(token) && typeof token['content'] === 'string' && typeof token['id'] === 'number'
        ? [[token['content'], token['id']] as const]
        : [],
    ),
  );
}

function padIdOf(tokenizer: JsonRecord, config: JsonRecord, added: ReadonlyMap<string, number>): number | undefined {
  const padding = tokenizer['padding'];
  if (isRecord(padding) && typeof padding['pad_id'] === 'number') return padding['pad_id'];
  const named = config['pad_token'];
  const token = isRecord(named) ? named['content'] : named;
  if (typeof token === 'string') return added.get(token);
  return added.get('[PAD]') ?? added.get('<pad>');
}
