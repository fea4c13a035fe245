import {
  bytesField,
  encodeMessage,
  floatField,
  integerField,
  type Message,
  messageField,
  textField,
} from './protobuf.ts';

// Field numbers are those of onnx.proto (onnx.ai, IR version 8); opset 17 is the newest that IR version 8 allows.
const irVersion = 8;
const opset = 17;

/** Element types of ONNX tensors that our graphs use. */
export const tensorType: { readonly float32: 1; readonly uint8: 2; readonly int8: 3; readonly int64: 7 } = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int64: 7,
};

/** An attribute of an operator: an integer, a list of integers, or a real number. */
export type GraphAttribute = number | readonly number[] | { readonly float: number };

/** One operator of a graph. */
export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string | readonly string[];
  readonly attributes?: Readonly<Record<string, GraphAttribute>> | undefined;
}

/** A constant of a graph; `data` holds its values in little-endian order. */
export interface GraphConstant {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
  /** Where the values lie when they are kept outside of the model file; `data` is not written then. */
  readonly external?: { readonly file: string; readonly offset: number } | undefined;
}

/** An input or output of a graph; a string dimension is free. */
interface GraphPort {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | string)[];
}

/** A graph as our writer takes it. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly constants: readonly GraphConstant[];
  readonly inputs: readonly GraphPort[];
  readonly outputs: readonly GraphPort[];
}

function encodeNode(node: GraphNode): Message {
  return messageField(
    1,
    ...node.inputs.map((name) => textField(1, name)),
    ...[node.output].flat().map((name) => textField(2, name)),
    textField(4, node.operator),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) =>
      messageField(5, textField(1, name), ...encodeAttribute(value)),
    ),
  );
}

function encodeAttribute(value: GraphAttribute): readonly Message[] {
  if (typeof value === 'number') return [integerField(3, value), integerField(20, 2)];
  if ('float' in value) return [floatField(2, value.float), integerField(20, 1)];
  return [...value.map((each) => integerField(8, each)), integerField(20, 7)];
}

function encodeConstant(constant: GraphConstant): Message {
  return messageField(
    5,
    ...constant.shape.map((size) => integerField(1, size)),
    integerField(2, constant.type),
    textField(8, constant.name),
    ...(constant.external === undefined ? [bytesField(9, constant.data)] : encodeExternal(constant, constant.external)),
  );
}

function encodeExternal(
  { data }: GraphConstant,
  { file, offset }: { readonly file: string; readonly offset: number },
): readonly Message[] {
  const entry = (key: string, value: string): Message => messageField(13, textField(1, key), textField(2, value));
  return [
    entry('location', file),
    entry('offset', String(offset)),
    entry('length', String(data.byteLength)),
    integerField(14, 1),
  ];
}

function encodePort(field: number, port: GraphPort): Message {
  const dimensions = port.shape.map((size) =>
    messageField(1, typeof size === 'number' ? integerField(1, size) : textField(2, size)),
  );
  return messageField(
    field,
    textField(1, port.name),
    messageField(2, messageField(1, integerField(1, port.type), messageField(2, ...dimensions))),
  );
}

/** Writes a graph as the bytes of an ONNX model file. */
export function encodeModel(graph: Graph, producer: string): Uint8Array<ArrayBuffer> {
  return encodeMessage(
    integerField(1, irVersion),
    textField(2, producer),
    messageField(
      7,
      ...graph.nodes.map(encodeNode),
      textField(2, graph.name),
      ...graph.constants.map(encodeConstant),
      ...graph.inputs.map((port) => encodePort(11, port)),
      ...graph.outputs.map((port) => encodePort(12, port)),
    ),
    messageField(8, textField(1, ''), integerField(2, opset)),
  );
}
