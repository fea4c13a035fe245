import { estimateTokens, type CallContext, type EmbeddingModel } from '@org/ai-core';
import type { Partition } from '../index/partition.ts';
import type { TextReader } from '../index/read-text.ts';
import type { TimeSlice } from '../internal/time-slice.ts';
import { chunkDigestBytes, embeddedText, type Segment } from '../segment/segment.ts';
import { checkVectors } from './batch-writer.ts';

/** Embeds chunks, and never the same text twice: vectors are found again by the digest of what was embedded, also for documents that moved. */
export interface ChunkEmbedder {
  embed(segment: Segment, model: EmbeddingModel): Promise<Float32Array>;
  readonly calls: number;
  readonly embedded: number;
}

const mostTexts = 64;
const mostTokens = 8_192;

/** `known` are the partition's vectors of the same model, from before this run. */
export function createChunkEmbedder(options: {
  readonly texts: TextReader;
  readonly context: CallContext;
  readonly slice: TimeSlice;
  readonly known: Partition | undefined;
  readonly onProgress: (embedded: number) => void;
}): ChunkEmbedder {
  const { texts, context, slice, onProgress } = options;
  /** Of one model: another one's vectors mean something else. */
  let rowsByDigest: Map<string, Float32Array> | undefined;
  let rowsOf: string | undefined;
  let calls = 0;
  let embedded = 0;

  const knownRows = async (fingerprint: string): Promise<Map<string, Float32Array>> => {
    if (rowsByDigest !== undefined && rowsOf === fingerprint) return rowsByDigest;
    rowsByDigest = new Map();
    rowsOf = fingerprint;
    for (const [index, segment] of (options.known?.segments ?? []).entries()) {
      const vectors = options.known?.vectors[index];
      if (vectors?.fingerprint !== fingerprint) continue;
      const rows = await vectors.read();
      for (let chunk = 0; chunk < segment.chunkCount; chunk++) {
        if (slice.isOver()) await slice.next();
        rowsByDigest.set(
          digestOf(segment, chunk),
          rows.subarray(chunk * vectors.dimensions, (chunk + 1) * vectors.dimensions),
        );
      }
    }
    return rowsByDigest;
  };

  return {
    get calls() {
      return calls;
    },
    get embedded() {
      return embedded;
    },
    async embed(segment, model) {
      const { dimensions } = model;
      const rows = new Float32Array(segment.chunkCount * dimensions);
      const known = await knownRows(model.fingerprint);
      let waiting: { readonly chunk: number; readonly text: string }[] = [];
      let tokens = 0;
      const flush = async (): Promise<void> => {
        if (waiting.length === 0) return;
        const batch = waiting;
        waiting = [];
        tokens = 0;
        calls++;
        const answer = await model.embed({ texts: batch.map((item) => item.text), kind: 'document' }, context);
        checkVectors(answer.vectors, batch.length, dimensions);
        for (const [index, { chunk }] of batch.entries()) {
          const row = answer.vectors.subarray(index * dimensions, (index + 1) * dimensions);
          rows.set(row, chunk * dimensions);
          known.set(digestOf(segment, chunk), rows.subarray(chunk * dimensions, (chunk + 1) * dimensions));
        }
        embedded += batch.length;
        onProgress(embedded);
      };
      for (const content of segment.contents) {
        let text: string | undefined;
        for (let chunk = content.chunkStart; chunk < content.chunkStart + content.chunkCount; chunk++) {
          if (slice.isOver()) await slice.next();
          const row = known.get(digestOf(segment, chunk));
          if (row !== undefined) {
            rows.set(row, chunk * dimensions);
            continue;
          }
          text ??= await texts.read(segment, content);
          const words = embeddedText(segment, content, chunk, text);
          const length = estimateTokens(words);
          if (waiting.length >= mostTexts || tokens + length > mostTokens) await flush();
          waiting.push({ chunk, text: words });
          tokens += length;
        }
      }
      await flush();
      return rows;
    },
  };
}

function digestOf(segment: Segment, chunk: number): string {
  return Buffer.from(
    segment.chunkDigests.buffer,
    segment.chunkDigests.byteOffset + chunk * chunkDigestBytes,
    chunkDigestBytes,
  ).toString('latin1');
}
