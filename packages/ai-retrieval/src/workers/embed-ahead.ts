import { estimateTokens, type CallContext, type EmbeddingModel, type SourceDocument } from '@org/ai-core';
import type { ChunkBudget } from '../chunk/chunk-budget.ts';
import { chunkDocument } from '../chunk/chunk-document.ts';
import { createTimeSlice } from '../internal/time-slice.ts';
import { joinEmbedded } from '../segment/segment.ts';

const mostTexts = 64;
const mostTokens = 8_192;

/** Has the texts embedded that the index will ask for, while it is still another one's turn to write. */
export async function embedAhead(
  documents: readonly SourceDocument[],
  embedding: EmbeddingModel,
  context: CallContext,
  chunking?: ChunkBudget,
): Promise<void> {
  const slice = createTimeSlice();
  let texts: string[] = [];
  let tokens = 0;
  const flush = async (): Promise<void> => {
    if (texts.length > 0) await embedding.embed({ texts, kind: 'document' }, context);
    texts = [];
    tokens = 0;
  };
  for (const document of documents) {
    // As it will be stored: the index knows only well-formed texts.
    const text = document.text.toWellFormed();
    for (const chunk of chunkDocument(text, document.mediaType, chunking)) {
      if (slice.isOver()) await slice.next();
      const lead = chunk.leadIn === undefined ? '' : text.slice(chunk.leadIn.start, chunk.leadIn.end);
      const words = joinEmbedded(document.title, chunk.headingPath, lead, text.slice(chunk.start, chunk.end));
      const length = estimateTokens(words);
      if (texts.length >= mostTexts || tokens + length > mostTokens) await flush();
      texts.push(words);
      tokens += length;
    }
  }
  await flush();
}
