import { AiError } from '@org/ai-core';
import { messageOf, packedNumbers, readMessage, textOf } from './read-protobuf.ts';

/** An input or output of a graph. */
export interface ModelPort {
  readonly name: string;
  /** Element type by its ONNX name, for instance `float32`. */
  readonly type: string;
  /** A text is a free dimension. */
  readonly shape: readonly (number | string)[];
}

/** What an ONNX file says about itself; weights are counted, not read. */
export interface ModelDescription {
  readonly irVersion: number;
  readonly producer: string;
  /** Version of each operator set; `''` is ONNX's own. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly inputs: readonly ModelPort[];
  readonly outputs: readonly ModelPort[];
  /** Operators of the graph, subgraphs included, by how often they occur. */
  readonly operators: Readonly<Record<string, number>>;
  /** Numbers of all weights by element type. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Bytes of all weights. */
  readonly weightBytes: number;
  /** Files beside the model that hold weights. */
  readonly externalFiles: readonly string[];
}

/** Element types by their number in onnx.proto, with their size in bits. */
const types: Readonly<Record<number, readonly [string, number]>> = {
  1: ['float32', 32],
  2: ['uint8', 8],
  3: ['int8', 8],
  4: ['uint16', 16],
  5: ['int16', 16],
  6: ['int32', 32],
  7: ['int64', 64],
  8: ['string', 0],
  9: ['bool', 8],
  10: ['float16', 16],
  11: ['float64', 64],
  12: ['uint32', 32],
  13: ['uint64', 64],
  16: ['bfloat16', 16],
  17: ['float8e4m3fn', 8],
  19: ['float8e5m2', 8],
  21: ['uint4', 4],
  22: ['int4', 4],
};

/** Graphs inside of graphs (branches, loops) are read to this depth. */
const deepest = 16;

interface Sums {
  readonly operators: Map<string, number>;
  readonly parameters: Map<string, number>;
  readonly externalFiles: Set<string>;
  readonly initializers: Set<string>;
  weightBytes: number;
}

/** Reads the description of an ONNX file from its bytes. @throws AiError `integrity` when they are no ONNX model */
export function readModelDescription(bytes: Uint8Array): ModelDescription {
  let irVersion = 0;
  let producer = '';
  let graph: Uint8Array | undefined;
  const opsets: Record<string, number> = {};
  for (const { field, value } of readMessage(bytes)) {
    if (field === 1 && typeof value === 'number') irVersion = value;
    else if (field === 2) producer = textOf(value);
    else if (field === 7) graph = messageOf(value);
    else if (field === 8) {
      const { domain, version } = readOpset(messageOf(value));
      opsets[domain === 'ai.onnx' ? '' : domain] = version;
    }
  }
  if (graph === undefined || irVersion === 0) {
    throw new AiError('integrity', 'the file holds no ONNX graph: it is cut off, or it is no ONNX model');
  }
  const sums: Sums = {
    operators: new Map(),
    parameters: new Map(),
    externalFiles: new Set(),
    initializers: new Set(),
    weightBytes: 0,
  };
  const { inputs, outputs } = readGraph(graph, sums, 0);
  return {
    irVersion,
    producer,
    opsets,
    // Older files list their weights among the inputs.
    inputs: inputs.filter(({ name }) => !sums.initializers.has(name)),
    outputs,
    operators: Object.fromEntries([...sums.operators].sort(([, a], [, b]) => b - a)),
    parameters: Object.fromEntries([...sums.parameters].sort(([, a], [, b]) => b - a)),
    weightBytes: sums.weightBytes,
    externalFiles: [...sums.externalFiles].sort(),
  };
}

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
  let domain = '';
  let version = 0;
  for (const { field, value } of readMessage(bytes)) {
    if (field === 1) domain = textOf(value);
    else if (field === 2 && typeof value === 'number') version = value;
  }
  return { domain, version };
}

function readGraph(bytes: Uint8Array, sums: Sums, depth: number): { inputs: ModelPort[]; outputs: ModelPort[] } {
  if (depth > deepest) throw new AiError('integrity', 'the ONNX file nests graphs too deeply to be a model');
  const inputs: ModelPort[] = [];
  const outputs: ModelPort[] = [];
  for (const { field, value } of readMessage(bytes)) {
    if (field === 1) readNode(messageOf(value), sums, depth);
    else if (field === 5) readWeights(messageOf(value), sums);
    else if (field === 11) inputs.push(readPort(messageOf(value)));
    else if (field === 12) outputs.push(readPort(messageOf(value)));
  }
  return { inputs, outputs };
}

function readNode(bytes: Uint8Array, sums: Sums, depth: number): void {
  for (const { field, value } of readMessage(bytes)) {
    if (field === 4) {
      const operator = textOf(value);
      sums.operators.set(operator, (sums.operators.get(operator) ?? 0) + 1);
    } else if (field === 5) {
      for (const attribute of readMessage(messageOf(value))) {
        if (attribute.field === 5) readWeights(messageOf(attribute.value), sums);
        else if (attribute.field === 6 || attribute.field === 11)
          readGraph(messageOf(attribute.value), sums, depth + 1);
      }
    }
  }
}

function readWeights(bytes: Uint8Array, sums: Sums): void {
  let count = 1;
  let type = 0;
  for (const { field, value } of readMessage(bytes)) {
    if (field === 1) for (const size of packedNumbers(value)) count *= size;
    else if (field === 2 && typeof value === 'number') type = value;
    else if (field === 8) sums.initializers.add(textOf(value));
    else if (field === 13) {
      const { key, text } = readEntry(messageOf(value));
      if (key === 'location') sums.externalFiles.add(text);
    }
  }
  const [name, bits] = types[type] ?? ['unknown', 0];
  if (!Number.isSafeInteger(count)) throw new AiError('integrity', 'the ONNX file states a weight of impossible size');
  sums.parameters.set(name, (sums.parameters.get(name) ?? 0) + count);
  sums.weightBytes += Math.ceil((count * bits) / 8);
}

function readEntry(bytes: Uint8Array): { key: string; text: string } {
  let key = '';
  let text = '';
  for (const { field, value } of readMessage(bytes)) {
    if (field === 1) key = textOf(value);
    else if (field === 2) text = textOf(value);
  }
  return { key, text };
}

function readPort(bytes: Uint8Array): ModelPort {
  let name = '';
  let type = 'not a tensor';
  let shape: (number | string)[] = [];
  for (const { field, value } of readMessage(bytes)) {
    if (field === 1) name = textOf(value);
    else if (field === 2) {
      for (const kind of readMessage(messageOf(value))) {
        if (kind.field !== 1) continue;
        for (const part of readMessage(messageOf(kind.value))) {
          if (part.field === 1 && typeof part.value === 'number') type = types[part.value]?.[0] ?? 'unknown';
          else if (part.field === 2) shape = readShape(messageOf(part.value));
        }
      }
    }
  }
  return { name, type, shape };
}

function readShape(bytes: Uint8Array): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const { field, value } of readMessage(bytes)) {
    if (field !== 1) continue;
    let size: number | string = '?';
    for (const part of readMessage(messageOf(value))) {
      if (part.field === 1 && typeof part.value === 'number') size = part.value;
      else if (part.field === 2) size = textOf(part.value);
    }
    shape.push(size);
  }
  return shape;
}
