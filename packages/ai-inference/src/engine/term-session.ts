import { AiError } from '@org/ai-core';
import type { InferenceSession } from 'onnxruntime-node';
import { isTermEmbedding, type TermEmbeddingManifest } from '../bundle/manifest.ts';
import type { VerifiedBundle } from '../bundle/read-bundle.ts';
import { termGraphPorts } from '../onnx/term-graph.ts';
import { parseVocabulary } from '../terms/vocabulary.ts';
import { reservedId, reservedWeight, weighTerms } from '../terms/weights.ts';
import type { EmbeddedTexts } from './protocol.ts';
import type { Runtime } from './runtime.ts';

/** A model of a verified bundle, ready to run. */
export interface TermSession {
  readonly manifest: TermEmbeddingManifest;
  embed(texts: readonly string[]): Promise<EmbeddedTexts>;
  release(): Promise<void>;
}

/** How far from 1 the length of a float32 row may be. */
const unitTolerance = 1e-3;

/** The runtime prints nothing: what goes wrong is an error that the caller gets. */
const silent = 4;

/** Opens a session on the bytes that were verified; the files are not read again. */
export async function openTermSession(
  runtime: Runtime,
  bundle: VerifiedBundle,
  intraOpThreads: number,
): Promise<TermSession> {
  const { manifest, files } = bundle;
  if (!isTermEmbedding(manifest))
    throw new AiError('unsupported', `this release does not run bundles made for ${manifest.task}`);
  const vocabulary = parseVocabulary(fileOf(files, manifest.tokenizer.vocabulary), manifest.tokenizer.vocabulary);
  const session = await createSession(runtime, fileOf(files, manifest.model), manifest, intraOpThreads);
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
    embed: async (texts) => {
      const result = {
        vectors: new Float32Array(texts.length * manifest.dimensions),
        tokens: new Uint32Array(texts.length),
        truncated: new Uint8Array(texts.length),
      };
      for (const [index, text] of texts.entries()) {
        const { ids, weights, tokens, isTruncated } = weighTerms(vocabulary, text, manifest.maxTokens);
        result.vectors.set(await run(ids, weights), index * manifest.dimensions);
        result.tokens[index] = tokens;
        result.truncated[index] = isTruncated ? 1 : 0;
      }
      return result;
    },
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

async function createSession(
  runtime: Runtime,
  model: Uint8Array,
  manifest: TermEmbeddingManifest,
  intraOpThreads: number,
): Promise<InferenceSession> {
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: intraOpThreads,
      interOpNumThreads: 1,
      logSeverityLevel: silent,
    });
  } catch (cause) {
    throw new AiError(
      'integrity',
      `${manifest.model} is not a model that onnxruntime-node can run; get the bundle again`,
      { details: { file: manifest.model }, cause },
    );
  }
  const inputs = [...session.inputNames].sort().join();
  if (inputs !== [termGraphPorts.ids, termGraphPorts.weights].join())
    throw mismatch(manifest, 'its inputs are not ids and weights');
  if (!session.outputNames.includes(termGraphPorts.vectors)) throw mismatch(manifest, 'it has no output named vectors');
  return session;
}

function isUnit(row: Float32Array, dimensions: number): boolean {
  let squares = 0;
  for (const value of row) squares += value * value;
  return row.length === dimensions && Math.abs(Math.sqrt(squares) - 1) < unitTolerance;
}

function fileOf(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  return files.get(name) ?? new Uint8Array();
}

function mismatch(manifest: TermEmbeddingManifest, problem: string, cause?: unknown): AiError {
  return new AiError('integrity', `${manifest.model} does not match its manifest: ${problem}; get the bundle again`, {
    details: { file: manifest.model },
    cause,
  });
}
