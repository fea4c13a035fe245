// OPA's compiler cannot be had from npm, so tests assemble modules of the same binary interface (ABI 1.2) by hand:
// https://www.openpolicyagent.org/docs/latest/wasm/. They look for pieces of the input's JSON, which is enough to decide.

/** A piece of the input's JSON that must be there, or a whole number behind a piece that must be large enough. */
export type WasmTest = string | { readonly numberAfter: string; readonly atLeast: number };

/** The result set of the first clause of which every test holds. */
export interface WasmClause {
  readonly when: readonly WasmTest[];
  readonly results: unknown;
}

const I32 = 0x7f;
const op = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  return: [0x0f],
  and: [0x71],
  add: [0x6a],
  sub: [0x6b],
  mul: [0x6c],
  eq: [0x46],
  ne: [0x47],
  geS: [0x4e],
  geU: [0x4f],
  gtU: [0x4b],
  load8: [0x2d, 0, 0],
  unreachable: [0x00],
} as const;
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const branch = (depth: number): number[] => [0x0c, depth];
const branchIf = (depth: number): number[] => [0x0d, depth];
const call = (index: number): number[] => [0x10, index];

const HEAP = 65_536;
const DATA = 1_024;

/**
 * Assembles a module with the given entrypoints.
 * @param traps every evaluation ends in a trap
 */
export function assemblePolicy(
  entrypoints: Readonly<Record<string, readonly WasmClause[]>>,
  traps = false,
): Uint8Array<ArrayBuffer> {
  const data: number[] = [];
  const place = (text: string): number => {
    const at = DATA + data.length;
    data.push(...new TextEncoder().encode(text), 0);
    return at;
  };
  const names = Object.keys(entrypoints);
  const entrypointsAt = place(JSON.stringify(Object.fromEntries(names.map((name, index) => [name, index]))));
  const builtinsAt = place('{}');
  const nothingAt = place('[]');

  const [EVAL, FIND, NUMBER] = [0, 1, 2];
  const INPUT = 3;
  const LENGTH = 4;
  const needle = (text: string): number[] => [
    ...get(INPUT),
    ...get(LENGTH),
    ...constant(place(text)),
    ...constant(text.length),
  ];
  const testCode = (test: WasmTest): number[] =>
    typeof test === 'string'
      ? [...needle(test), ...call(FIND), ...constant(0), ...op.geS]
      : [...needle(test.numberAfter), ...call(NUMBER), ...constant(test.atLeast), ...op.geS];
  const evaluate = [
    ...(traps ? op.unreachable : []),
    ...names.flatMap((name, index) => [
      ...get(1),
      ...constant(index),
      ...op.eq,
      ...op.if,
      ...(entrypoints[name] ?? []).flatMap(({ when, results }) => [
        ...constant(1),
        ...when.flatMap((test) => [...testCode(test), ...op.and]),
        ...op.if,
        ...constant(place(JSON.stringify(results))),
        ...op.return,
        ...op.end,
      ]),
      ...op.end,
    ]),
    ...constant(nothingAt),
  ];

  // find(input, length, needle, size): where the text goes on behind the needle, or -1.
  const [input, length, text, size, i, j] = [0, 1, 2, 3, 4, 5] as const;
  const find = [
    ...op.block,
    ...op.loop,
    ...get(i),
    ...get(size),
    ...op.add,
    ...get(length),
    ...op.gtU,
    ...branchIf(1),
    ...constant(0),
    ...set(j),
    ...op.block,
    ...op.loop,
    ...get(j),
    ...get(size),
    ...op.eq,
    ...op.if,
    ...get(i),
    ...get(size),
    ...op.add,
    ...op.return,
    ...op.end,
    ...get(input),
    ...get(i),
    ...op.add,
    ...get(j),
    ...op.add,
    ...op.load8,
    ...get(text),
    ...get(j),
    ...op.add,
    ...op.load8,
    ...op.ne,
    ...branchIf(1),
    ...get(j),
    ...constant(1),
    ...op.add,
    ...set(j),
    ...branch(0),
    ...op.end,
    ...op.end,
    ...get(i),
    ...constant(1),
    ...op.add,
    ...set(i),
    ...branch(0),
    ...op.end,
    ...op.end,
    ...constant(-1),
  ];
  // number(input, length, needle, size): the whole number behind the needle, or -1.
  const number = [
    ...get(input),
    ...get(length),
    ...get(text),
    ...get(size),
    ...call(FIND),
    ...set(i),
    ...get(i),
    ...constant(-1),
    ...op.eq,
    ...op.if,
    ...constant(-1),
    ...op.return,
    ...op.end,
    ...op.block,
    ...op.loop,
    ...get(input),
    ...get(i),
    ...op.add,
    ...op.load8,
    ...constant(48),
    ...op.sub,
    ...constant(10),
    ...op.geU,
    ...branchIf(1),
    ...get(j),
    ...constant(10),
    ...op.mul,
    ...get(input),
    ...get(i),
    ...op.add,
    ...op.load8,
    ...constant(48),
    ...op.sub,
    ...op.add,
    ...set(j),
    ...get(i),
    ...constant(1),
    ...op.add,
    ...set(i),
    ...branch(0),
    ...op.end,
    ...op.end,
    ...get(j),
  ];
  const heapGet = [0x23, 0];
  const heapSet = [0x24, 0];

  // types: 0 eval, 1 find and number, 2 one in one out, 3 none in one out, 4 one in none out, 5 two in one out
  const types = [signature(7, 1), signature(4, 1), signature(1, 1), signature(0, 1), signature(1, 0), signature(2, 1)];
  const functions: readonly {
    readonly type: number;
    readonly name?: string;
    readonly locals?: number;
    readonly code: number[];
  }[] = [
    { type: 0, name: 'opa_eval', code: evaluate },
    { type: 1, locals: 2, code: find },
    { type: 1, locals: 2, code: number },
    { type: 2, name: 'opa_malloc', code: [...heapGet, ...heapGet, ...get(0), ...op.add, ...heapSet] },
    { type: 5, name: 'opa_json_parse', code: get(0) },
    { type: 2, name: 'opa_json_dump', code: get(0) },
    { type: 3, name: 'opa_heap_ptr_get', code: heapGet },
    { type: 4, name: 'opa_heap_ptr_set', code: [...get(0), ...heapSet] },
    { type: 3, name: 'builtins', code: constant(builtinsAt) },
    { type: 3, name: 'entrypoints', code: constant(entrypointsAt) },
  ];
  if (EVAL !== 0) throw new Error('the functions are numbered in the order of their list');

  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, vector(types)),
    ...section(2, vector([[...name('env'), ...name('memory'), 0x02, 0x00, 1]])),
    ...section(3, vector(functions.map(({ type }) => [type]))),
    ...section(
      6,
      vector([
        [I32, 1, ...constant(HEAP), ...op.end],
        [I32, 0, ...constant(1), ...op.end],
        [I32, 0, ...constant(2), ...op.end],
      ]),
    ),
    ...section(
      7,
      vector([
        ...functions.flatMap(({ name: exported }, index) =>
          exported === undefined ? [] : [[...name(exported), 0x00, index]],
        ),
        [...name('opa_wasm_abi_version'), 0x03, 1],
        [...name('opa_wasm_abi_minor_version'), 0x03, 2],
      ]),
    ),
    ...section(
      10,
      vector(
        functions.map(({ locals = 0, code }) => {
          const body = [...(locals === 0 ? [0] : [1, ...unsigned(locals), I32]), ...code, ...op.end];
          return [...unsigned(body.length), ...body];
        }),
      ),
    ),
    ...section(11, vector([[0, ...constant(DATA), ...op.end, ...vector(data.map((byte) => [byte]))]])),
  ]);
}

function signature(takes: number, gives: number): number[] {
  return [
    0x60,
    ...vector(Array.from({ length: takes }, () => [I32])),
    ...vector(Array.from({ length: gives }, () => [I32])),
  ];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return vector(Array.from(new TextEncoder().encode(text), (byte) => [byte]));
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}
