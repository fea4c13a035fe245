import { bytesField, encodeMessage, integerField, type Message, messageField, textField } from './protobuf.ts';

// Field numbers are those of onnx.proto (onnx.ai, IR version 8); opset 17 is the newest that IR version 8 allows.
const irVersion = 8;
const opset = 17;

/** Element types of ONNX tensors that our graphs use. */
export const tensorType: { readonly float32: 1; readonly int64: 7 } = { float32: 1, int64: 7 };

/** One operator of a graph. */
interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number>> | undefined;
}

/** A constant of a graph; `data` holds its values in little-endian order. */
interface GraphConstant {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
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
    textField(2, node.output),
    textField(4, node.operator),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) =>
      messageField(5, textField(1, name), integerField(3, value), integerField(20, 2)),
    ),
  );
}

function encodeConstant(constant: GraphConstant): Message {
  return messageField(
    5,
    ...constant.shape.map((size) => integerField(1, size)),
    integerField(2, constant.type),
    textField(8, constant.name),
    bytesField(9, constant.data),
  );
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
