import { type Graph, tensorType } from '../onnx/model.ts';
import type { EncoderShape } from './encoder-shape.ts';
import type { Dense, EncoderWeights, LayerWeights, Norm } from './encoder-weights.ts';
import { createGraphBuilder, type GraphBuilder } from './graph-builder.ts';

/** What the graph returns: all token vectors, logits of the first token, or logits of each token. */
export type GraphHead = 'tokens' | 'first' | 'each';

const epsilon = 1e-12;

/** Builds the graph of an encoder (Devlin et al., 2019, post-norm, GELU); `int8` quantises its matrices per tensor, with ranges of the inputs found at run time. */
export function encoderGraph(
  shape: EncoderShape,
  weights: EncoderWeights,
  head: GraphHead,
  precision: 'float32' | 'int8',
): Graph {
  const builder = createGraphBuilder();
  const { add, integers } = builder;
  let tables = 0;
  const norm = (input: string, { scale, shift }: Norm): string => {
    const key = `norm${String((tables += 1))}`;
    const inputs = [
      input,
      builder.floats(`${key}.scale`, scale, [scale.length]),
      builder.floats(`${key}.shift`, shift, [shift.length]),
    ];
    return add('LayerNormalization', inputs, { axis: -1, epsilon: { float: epsilon } });
  };
  const dense = (input: string, matrix: Dense): string => {
    const key = `dense${String((tables += 1))}`;
    const product =
      precision === 'float32'
        ? add('MatMul', [input, builder.floats(`${key}.weights`, matrix.weights, [matrix.rows, matrix.columns])])
        : int8Product(builder, input, matrix, key);
    return add('Add', [product, builder.floats(`${key}.bias`, matrix.bias, [matrix.columns])]);
  };
  const { hidden, heads } = shape;
  const words = builder.floats('words', weights.words, [shape.vocabulary, hidden]);
  const places = builder.floats('positions', weights.positions, [shape.positions, hidden]);
  const types = builder.floats('types', weights.types, [2, hidden]);
  const size = add('Shape', ['input_ids']);
  const length = add('Gather', [size, integers([1])], { axis: 0 });
  const position = add('Slice', [places, integers([0]), length, integers([0])]);
  const tokens = add('Add', [
    add('Gather', [words, 'input_ids'], { axis: 0 }),
    add('Gather', [types, 'token_type_ids'], { axis: 0 }),
  ]);
  let state = norm(add('Add', [tokens, position]), weights.norm);
  const isReal = add('Cast', ['attention_mask'], { to: tensorType.float32 });
  const closed = add('Sub', [builder.scalar(1), add('Unsqueeze', [isReal, integers([1, 2])])]);
  const mask = add('Mul', [closed, builder.scalar(-10_000)]);
  const width = hidden / heads;
  const split = (input: string, order: readonly number[]): string =>
    add('Transpose', [add('Reshape', [input, integers([0, 0, heads, width])])], { perm: order });
  const layer = (input: string, own: LayerWeights): string => {
    const query = split(dense(input, own.query), [0, 2, 1, 3]);
    const key = split(dense(input, own.key), [0, 2, 3, 1]);
    const value = split(dense(input, own.value), [0, 2, 1, 3]);
    const scores = add('Div', [add('MatMul', [query, key]), builder.scalar(Math.sqrt(width))]);
    const shares = add('Softmax', [add('Add', [scores, mask])], { axis: -1 });
    const mixed = add('Transpose', [add('MatMul', [shares, value])], { perm: [0, 2, 1, 3] });
    const joined = add('Reshape', [mixed, integers([0, 0, hidden])]);
    const attended = norm(add('Add', [dense(joined, own.output), input]), own.attentionNorm);
    const inner = dense(attended, own.inner);
    const curve = add('Erf', [add('Div', [inner, builder.scalar(Math.SQRT2)])]);
    const gate = add('Mul', [inner, add('Add', [curve, builder.scalar(1)])]);
    const active = add('Mul', [gate, builder.scalar(0.5)]);
    return norm(add('Add', [dense(active, own.outer), attended]), own.outputNorm);
  };
  for (const own of weights.layers) state = layer(state, own);
  if (head === 'first')
    state = add('Squeeze', [add('Slice', [state, integers([0]), integers([1]), integers([1])]), integers([1])]);
  if (head !== 'tokens' && weights.head !== undefined) state = dense(state, weights.head);
  const output = head === 'tokens' ? 'last_hidden_state' : 'logits';
  const last = weights.head?.columns ?? hidden;
  const batch: readonly string[] = ['batch', 'sequence'];
  return {
    name: 'encoder',
    nodes: [...builder.nodes, { operator: 'Identity', inputs: [state], output }],
    constants: builder.constants,
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => ({
      name,
      type: tensorType.int64,
      shape: batch,
    })),
    outputs: [{ name: output, type: tensorType.float32, shape: head === 'first' ? ['batch', last] : [...batch, last] }],
  };
}

function int8Product({ add, addMany, ...builder }: GraphBuilder, input: string, matrix: Dense, key: string): string {
  const most = matrix.weights.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
  const scale = most / 127;
  const values = Int8Array.from(matrix.weights, (value) => Math.round(value / scale));
  const weights = builder.int8s(`${key}.weights`, values, [matrix.rows, matrix.columns]);
  const [quantised = '', inputScale = '', zero = ''] = addMany('DynamicQuantizeLinear', [input], 3);
  const product = add('Cast', [add('MatMulInteger', [quantised, weights, zero])], { to: tensorType.float32 });
  return add('Mul', [product, add('Mul', [inputScale, builder.scalar(scale)])]);
}
