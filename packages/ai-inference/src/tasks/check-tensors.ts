import { AiError } from '@org/ai-core';
import type { InferenceTensor, TensorSpecification } from '../session/session.ts';

type Arrays = Readonly<Record<InferenceTensor['type'], (data: InferenceTensor['data']) => boolean>>;

/** Which kind of array holds each element type. */
const arrays: Arrays = {
  float32: (data) => data instanceof Float32Array,
  float64: (data) => data instanceof Float64Array,
  int8: (data) => data instanceof Int8Array,
  uint8: (data) => data instanceof Uint8Array,
  int16: (data) => data instanceof Int16Array,
  uint16: (data) => data instanceof Uint16Array,
  int32: (data) => data instanceof Int32Array,
  uint32: (data) => data instanceof Uint32Array,
  int64: (data) => data instanceof BigInt64Array,
  uint64: (data) => data instanceof BigUint64Array,
  bool: (data) => data instanceof Uint8Array,
  string: (data) => Array.isArray(data),
};

/**
 * Checks tensors against the inputs that a model's own metadata names: none missing, none unknown, element types, ranks and fixed dimensions; a free dimension of one name has one size.
 *
 * @throws AiError `invalid-input` naming the tensor and what it must be
 */
export function checkTensors(
  inputs: readonly TensorSpecification[],
  feeds: Readonly<Record<string, InferenceTensor>>,
): void {
  const known = new Set(inputs.map(({ name }) => name));
  const unknown = Object.keys(feeds).find((name) => !known.has(name));
  if (unknown !== undefined) throw wrong(unknown, `is no input of the model; its inputs are ${[...known].join(', ')}`);
  const sizes = new Map<string, number>();
  for (const input of inputs) {
    const tensor = Object.hasOwn(feeds, input.name) ? feeds[input.name] : undefined;
    if (tensor === undefined) throw wrong(input.name, `is missing; the model takes ${describe(input)}`);
    checkTensor(input, tensor, sizes);
  }
}

function checkTensor(
  input: TensorSpecification,
  { type, data, shape }: InferenceTensor,
  sizes: Map<string, number>,
): void {
  const { name } = input;
  if (type !== input.type) throw wrong(name, `has the type ${type}; the model takes ${describe(input)}`);
  if (!arrays[type](data)) throw wrong(name, `holds its data in another kind of array than ${type} needs`);
  if (shape.length !== input.shape.length || !shape.every((size) => Number.isInteger(size) && size >= 0))
    throw wrong(name, `has the shape [${shape.join(', ')}]; the model takes ${describe(input)}`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (data.length !== count)
    throw wrong(
      name,
      `holds ${String(data.length)} values where its shape [${shape.join(', ')}] needs ${String(count)}`,
    );
  for (const [axis, size] of shape.entries()) {
    const expected = input.shape[axis];
    if (typeof expected === 'number' && expected >= 0 && expected !== size)
      throw wrong(name, `has the shape [${shape.join(', ')}]; the model takes ${describe(input)}`);
    if (typeof expected !== 'string' || expected === '') continue;
    const other = sizes.get(expected);
    if (other !== undefined && other !== size)
      throw wrong(name, `has the size ${String(size)} for ${expected} where another input has ${String(other)}`);
    sizes.set(expected, size);
  }
}

function describe({ type, shape }: TensorSpecification): string {
  return `${type} [${shape.join(', ')}]`;
}

function wrong(name: string, problem: string): AiError {
  return new AiError('invalid-input', `the tensor ${name} ${problem}`, { details: { field: name } });
}
