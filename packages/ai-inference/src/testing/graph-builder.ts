import { type GraphAttribute, type GraphConstant, type GraphNode, tensorType } from '../onnx/model.ts';

/** Puts a graph together, one operator after the other. */
export interface GraphBuilder {
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  /** Adds an operator and returns the name of its output. */
  readonly add: (
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, GraphAttribute>>,
  ) => string;
  /** Adds an operator of several outputs. */
  readonly addMany: (operator: string, inputs: readonly string[], outputs: number) => readonly string[];
  floats(name: string, values: Float32Array, shape: readonly number[]): string;
  int8s(name: string, values: Int8Array<ArrayBuffer>, shape: readonly number[]): string;
  readonly integers: (values: readonly number[], shape?: readonly number[]) => string;
  scalar(value: number): string;
}

/** Makes an empty graph. */
export function createGraphBuilder(): GraphBuilder {
  const nodes: GraphNode[] = [];
  const constants: GraphConstant[] = [];
  const named = new Map<string, string>();
  let next = 0;
  const name = (): string => `v${String((next += 1))}`;
  const constant = (
    key: string,
    type: number,
    shape: readonly number[],
    data: ArrayBufferView<ArrayBuffer>,
  ): string => {
    constants.push({ name: key, type, shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
    return key;
  };
  const once = (key: string, make: (made: string) => string): string => {
    const known = named.get(key);
    if (known !== undefined) return known;
    const made = make(name());
    named.set(key, made);
    return made;
  };
  return {
    nodes,
    constants,
    add(operator, inputs, attributes) {
      const output = name();
      nodes.push({ operator, inputs, output, attributes });
      return output;
    },
    addMany(operator, inputs, outputs) {
      const made = Array.from({ length: outputs }, name);
      nodes.push({ operator, inputs, output: made });
      return made;
    },
    // TypeScript before 5.7 knows no arrays over one kind of buffer, so that what is public says Float32Array alone.
    floats: (key, values, shape) => constant(key, tensorType.float32, shape, values as Float32Array<ArrayBuffer>),
    int8s: (key, values, shape) => constant(key, tensorType.int8, shape, values),
    integers: (values, shape = [values.length]) =>
      once(`i ${values.join()} ${shape.join()}`, (key) =>
        constant(key, tensorType.int64, shape, BigInt64Array.from(values, BigInt)),
      ),
    scalar: (value) =>
      once(`f ${String(value)}`, (key) => constant(key, tensorType.float32, [], Float32Array.of(value))),
  };
}
