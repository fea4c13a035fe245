import { AiError } from '@org/ai-core';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { silent } from './create-onnx-session.ts';
import type { Runtime } from './runtime.ts';
import type { InferenceTensor, TensorSpecification } from './session.ts';

/** Inputs or outputs of a session as its model's metadata describes them. */
export function specificationsOf(metadata: readonly InferenceSession.ValueMetadata[]): readonly TensorSpecification[] {
  return metadata.map((value) => ({
    name: value.name,
    type: value.isTensor ? value.type : 'not a tensor',
    shape: value.isTensor ? [...value.shape] : [],
  }));
}

/** Runs tensors that were checked before; see {@link InferenceTensor}. */
export async function runTensors(
  runtime: Runtime,
  session: InferenceSession,
  feeds: Readonly<Record<string, InferenceTensor>>,
): Promise<Readonly<Record<string, InferenceTensor>>> {
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, shape }]) => [
      name,
      new runtime.Tensor(type as 'float32', data as Float32Array, [...shape]) as Tensor,
    ]),
  );
  let outputs: InferenceSession.OnnxValueMapType;
  try {
    outputs = await session.run(inputs, { logSeverityLevel: silent });
  } catch (cause) {
    throw new AiError(
      'invalid-input',
      'the model refused the tensors: a size or an index in them does not fit its graph; compare their shapes with `ai model inspect`',
      { cause },
    );
  }
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, data, dims }]) => [
      name,
      { type, data, shape: [...dims] } as InferenceTensor,
    ]),
  );
}
