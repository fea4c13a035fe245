import { AiError } from '@org/ai-core';
import { isTermEmbedding, type TermEmbeddingManifest } from '../bundle/manifest.ts';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import { termGraphPorts } from '../onnx/term-graph.ts';
import { parseVocabulary } from '../terms/vocabulary.ts';
import { reservedId, reservedWeight, weighTerms } from '../terms/weights.ts';
import { createOnnxSession, silent, type SessionOptions } from './create-onnx-session.ts';
import { mismatch } from './mismatch.ts';
import type { Runtime } from './runtime.ts';
import type { ModelSession } from './session.ts';
import { runTensors, specificationsOf } from './tensors.ts';

/** How far from 1 the length of a float32 row may be. */
const unitTolerance = 1e-3;

/** Opens the session of an embedder that was fitted to texts: the graph weighs and pools terms itself. */
export async function openTermSession(
  runtime: Runtime,
  bundle: VerifiedBundle,
  options: SessionOptions,
): Promise<ModelSession> {
  const { manifest, files } = bundle;
  if (!isTermEmbedding(manifest)) throw mismatch(manifest, 'it is no embedder that was fitted to texts');
  const listed = files.get(manifest.tokenizer.vocabulary) ?? new Uint8Array();
  const vocabulary = parseVocabulary(listed, manifest.tokenizer.vocabulary);
  const session = await createOnnxSession(runtime, bundle, options);
  const inputs = [...session.inputNames].sort().join();
  if (inputs !== [termGraphPorts.ids, termGraphPorts.weights].join())
    throw mismatch(manifest, 'its inputs are not ids and weights');
  if (!session.outputNames.includes(termGraphPorts.vectors)) throw mismatch(manifest, 'it has no output named vectors');
  // One run per text: a batch would pad to its longest text and could change the last bits of a vector with its companions.
  const run = async (ids: readonly number[], weights: readonly number[]): Promise<Float32Array> => {
    const shape = [1, ids.length];
    const feeds = {
      [termGraphPorts.ids]: new runtime.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      [termGraphPorts.weights]: new runtime.Tensor('float32', Float32Array.from(weights), shape),
    };
    const output = await session.run(feeds, { logSeverityLevel: silent });
    const row = output[termGraphPorts.vectors]?.data;
    if (!(row instanceof Float32Array) || !isUnit(row, manifest.dimensions)) {
      throw mismatch(manifest, 'it does not return rows of unit length and of the dimensions named there');
    }
    return row;
  };
  await probe(run, vocabulary.size, manifest);
  return {
    manifest,
    inputs: specificationsOf(session.inputMetadata),
    outputs: specificationsOf(session.outputMetadata),
    runSequences: async (batch) => {
      if (batch.kind !== 'texts') throw new AiError('internal', 'an embedder of terms was given token rows');
      const { texts } = batch;
      const rows = {
        values: new Float32Array(texts.length * manifest.dimensions),
        widths: new Uint32Array(texts.length).fill(manifest.dimensions),
        tokens: new Uint32Array(texts.length),
        truncated: new Uint8Array(texts.length),
        invalid: new Uint8Array(texts.length),
      };
      let runMs = 0;
      for (const [index, text] of texts.entries()) {
        const { ids, weights, tokens, isTruncated } = weighTerms(vocabulary, text, manifest.maxTokens);
        const started = performance.now();
        const row = await run(ids, weights);
        runMs += performance.now() - started;
        rows.values.set(row, index * manifest.dimensions);
        rows.tokens[index] = tokens;
        rows.truncated[index] = isTruncated ? 1 : 0;
      }
      return { ...rows, runMs };
    },
    runTensors: (feeds) => runTensors(runtime, session, feeds),
    release: () => session.release(),
  };
}

/** Runs the first and the last row of the term table once, so that a graph that does not fit its manifest fails when it is loaded. */
async function probe(
  run: (ids: readonly number[], weights: readonly number[]) => Promise<Float32Array>,
  lastId: number,
  manifest: TermEmbeddingManifest,
): Promise<void> {
  try {
    await run([reservedId], [1]);
    await run([reservedId, lastId], [reservedWeight, 1]);
  } catch (cause) {
    if (AiError.is(cause)) throw cause;
    throw mismatch(manifest, 'it cannot look up every term of the vocabulary', cause);
  }
}

function isUnit(row: Float32Array, dimensions: number): boolean {
  let squares = 0;
  for (const value of row) squares += value * value;
  return row.length === dimensions && Math.abs(Math.sqrt(squares) - 1) < unitTolerance;
}
