import { AiError } from '@org/ai-core';
import { readVectors } from '../openai/embedding-rows.ts';
import { asList, asRecord } from '../openai/json-record.ts';
import type { ServerEmbeddingsOptions } from './endpoint-options.ts';
import { createJsonServer } from './json-server.ts';
import { createServerEmbedder, type ServerEmbeddings } from './server-embedder.ts';

/** Options of {@link createInferenceV2Embeddings}. */
export interface InferenceV2EmbeddingsOptions extends ServerEmbeddingsOptions {
  /** The model's name at the server: one that takes texts and returns vectors, tokenizing itself. */
  readonly model: string;
  /** Version of the model at the server. @defaultValue the server's choice */
  readonly modelVersion?: string | undefined;
  /** Name of the input of texts (BYTES). @defaultValue 'text' */
  readonly input?: string | undefined;
  /** Whether each text is a row of its own in the input: shape [n, 1] in place of [n]. @defaultValue true */
  readonly isColumn?: boolean | undefined;
  /** Name of the output of vectors (FP32, [n, dimensions]). @defaultValue 'embedding' */
  readonly output?: string | undefined;
}

/**
 * Makes an embedding model of a server that speaks the Open Inference Protocol, version 2: Triton, KServe, OpenVINO Model Server.
 * Tensors travel as JSON, which every such server takes.
 *
 * @throws AiError `invalid-input` when an option is not valid. Calls reject as those of `createOpenAiModel`, and with `protocol` when the output is missing, of another type or shape, or not numbers
 * @example
 * ```ts
 * import { createInferenceV2Embeddings } from '@org/ai-serving';
 *
 * const model = createInferenceV2Embeddings({
 *   baseUrl: 'http://127.0.0.1:8000',
 *   model: 'minilm',
 *   dimensions: 384,
 *   revision: 'sha256:...',
 * });
 * console.log(model.fingerprint);
 * ```
 */
export function createInferenceV2Embeddings(options: InferenceV2EmbeddingsOptions): ServerEmbeddings {
  const { model, modelVersion, input = 'text', output = 'embedding', isColumn = true } = options;
  const version = modelVersion === undefined ? '' : `/versions/${pathPart('modelVersion', modelVersion)}`;
  return createServerEmbedder(options, createJsonServer(options), {
    name: 'inference-v2',
    id: modelVersion === undefined ? model : `${model}@${modelVersion}`,
    path: `/v2/models/${pathPart('model', model)}${version}/infer`,
    body: (texts) => ({
      inputs: [
        { name: input, shape: isColumn ? [texts.length, 1] : [texts.length], datatype: 'BYTES', data: [...texts] },
      ],
      outputs: [{ name: output }],
    }),
    read: (answer, target, dimensions) => {
      const found = asList(asRecord(answer)?.['outputs'])
        .map(asRecord)
        .find((tensor) => tensor?.['name'] === output);
      if (found === undefined)
        throw new AiError('protocol', 'the server gave no output of the name asked for; check the option output');
      if (found['datatype'] !== 'FP32')
        throw new AiError('protocol', 'the output does not hold FP32 numbers; check the option output');
      const shape = asList(found['shape']);
      const rows = target.length / dimensions;
      if (shape.length !== 2 || shape[0] !== rows || shape[1] !== dimensions) {
        throw new AiError(
          'protocol',
          `the output does not have the shape [${String(rows)}, ${String(dimensions)}]; check model, dimensions and isColumn`,
        );
      }
      // Data may be flat or nested by rows.
      const numbers = asList(found['data']).flat();
      const vectors = Array.from({ length: rows }, (_, row) => ({
        embedding: numbers.slice(row * dimensions, (row + 1) * dimensions),
      }));
      readVectors(vectors, target, dimensions);
    },
  });
}

function pathPart(field: string, value: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(value)) return value;
  throw new AiError('invalid-input', `${field} must be letters, digits, ".", "_" and "-"`, { details: { field } });
}
