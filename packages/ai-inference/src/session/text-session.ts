import { AiError } from '@org/ai-core';
import type { InferenceSession } from 'onnxruntime-node';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import { createOnnxSession, silent, type SessionOptions } from './create-onnx-session.ts';
import { mismatch } from './mismatch.ts';
import { finishRows, wrongShape, type RawOutput } from './output-rows.ts';
import { createRowInputs, unknownInputs, type TokenRows } from './row-inputs.ts';
import type { Runtime } from './runtime.ts';
import type { ModelSession, SequenceRows } from './session.ts';
import { runTensors, specificationsOf } from './tensors.ts';
import { isTextManifest, type TextManifest } from './text-manifest.ts';

/** What an output is called by those who export models, by task. */
const usualOutputs: Readonly<Record<TextManifest['task'], readonly string[]>> = {
  embedding: ['last_hidden_state', 'token_embeddings', 'sentence_embedding', 'embeddings', 'pooler_output'],
  reranking: ['logits', 'output'],
  classification: ['logits', 'output'],
  tagging: ['logits', 'output'],
};

/** What the probe of a fresh session runs through it. */
export interface Probe {
  /** Largest token id that the tokenizer can return. */
  readonly largestId: number;
  readonly padId: number;
}

/** Opens the session of a pretrained model that reads token rows. Two short rows are run through it, so that a graph that does not fit its manifest or its tokenizer fails when it is loaded. */
export async function openTextSession(
  runtime: Runtime,
  bundle: VerifiedBundle,
  options: SessionOptions,
  probe: Probe,
): Promise<ModelSession> {
  const { manifest } = bundle;
  if (!isTextManifest(manifest)) throw mismatch(manifest, 'it is no text model');
  const session = await createOnnxSession(runtime, bundle, options);
  const unknown = unknownInputs(session.inputNames);
  if (unknown.length > 0 || !session.inputNames.includes('input_ids')) {
    await session.release();
    throw mismatch(
      manifest,
      `its inputs are ${session.inputNames.join(', ')}; a text model takes input_ids, and may take attention_mask, token_type_ids and position_ids (run it as a graph instead)`,
    );
  }
  const output = outputOf(manifest, session);
  const inputs = createRowInputs(runtime, session.inputNames, probe.padId);
  const run = async (rows: TokenRows): Promise<SequenceRows> => {
    const lengths = rows.lengths.map((length) => Math.max(1, length));
    const longest = lengths.reduce((most, length) => Math.max(most, length), 1);
    const feeds = inputs.fill(rows, longest);
    const started = performance.now();
    const outputs = await session.run(feeds, [output], { logSeverityLevel: silent });
    const runMs = performance.now() - started;
    const raw = rawOutput(manifest, outputs[output]);
    const wrong = wrongShape(manifest, raw.dims, lengths.length, longest);
    if (wrong !== undefined) throw mismatch(manifest, wrong);
    const finished = finishRows(manifest, raw, lengths, longest);
    return { ...finished, tokens: rows.lengths.slice(), truncated: new Uint8Array(lengths.length), runMs };
  };
  try {
    await run(probeRows(probe, manifest.maxTokens));
  } catch (cause) {
    await session.release();
    if (AiError.is(cause)) throw cause;
    throw mismatch(
      manifest,
      `it cannot run the token ids up to ${String(probe.largestId)} that its tokenizer returns; the tokenizer belongs to another model, or maxTokens is more than the model has places for`,
      cause,
    );
  }
  return {
    manifest,
    inputs: specificationsOf(session.inputMetadata),
    outputs: specificationsOf(session.outputMetadata),
    runSequences: async (batch) => {
      if (batch.kind !== 'tokens') throw new AiError('internal', 'a text model was given texts in place of token rows');
      return run(batch);
    },
    runTensors: (feeds) => runTensors(runtime, session, feeds),
    release: () => session.release(),
  };
}

function outputOf(manifest: TextManifest, session: InferenceSession): string {
  const { outputNames } = session;
  const named = manifest.output ?? usualOutputs[manifest.task].find((name) => outputNames.includes(name));
  const output = named ?? (outputNames.length === 1 ? outputNames[0] : undefined);
  if (output !== undefined && outputNames.includes(output)) return output;
  throw mismatch(
    manifest,
    `its outputs are ${outputNames.join(', ')}; name the one to read as output when the bundle is made`,
  );
}

function rawOutput(manifest: TextManifest, value: InferenceSession.OnnxValueMapType[string] | undefined): RawOutput {
  if (value?.data instanceof Float32Array) return { data: value.data, dims: value.dims };
  throw mismatch(manifest, 'its output does not hold float32 numbers');
}

/** Two rows: one reaches the last token of the vocabulary, the other the last place that a text may have. */
function probeRows({ largestId, padId }: Probe, maxTokens: number): TokenRows {
  const ids = new Int32Array(maxTokens + 1).fill(padId);
  ids[0] = largestId;
  return { ids, typeIds: new Uint8Array(ids.length), lengths: Uint32Array.of(1, maxTokens) };
}
