import { rotationRounds, rowsPerBlock } from '../layout.ts';
import { createBestRows } from './best-rows.ts';
import { population } from './population.ts';
import { encodeVector, weighQuery } from './js-encode.ts';
import { scanModes, type Kernel, type KernelTarget, type ScanMode } from './kernel.ts';

/** The kernel in JavaScript: the same results to the bit, for machines without SIMD. */
export function createJsKernel({ memory, layout, map, slot }: KernelTarget): Kernel {
  const { dimensions } = layout;
  const best = createBestRows();
  let views = viewsOf(memory.buffer);
  /** Views of the memory as it is now: growing it gives a new buffer. */
  const current = (): Views => (views.buffer === memory.buffer ? views : (views = viewsOf(memory.buffer)));

  const blockOf = (row: number): number => map.blocks + Math.floor(row / rowsPerBlock) * layout.blockBytes;
  const floatsOf = (row: number): number => blockOf(row) + (row % rowsPerBlock) * layout.floatStride;
  const bytesOf = (row: number): number => blockOf(row) + layout.bytesOffset + (row % rowsPerBlock) * layout.byteStride;
  const bitsOf = (row: number): number => blockOf(row) + layout.bitsOffset + (row % rowsPerBlock) * layout.bitStride;
  const scaleOf = (row: number): number => blockOf(row) + layout.scalesOffset + (row % rowsPerBlock) * 4;

  function encode(floats: number, bytes: number, bits: number, scale: number): Float32Array | 1 | 2 {
    const buffer = memory.buffer;
    const target = {
      floats: new Float32Array(buffer, floats, dimensions),
      bytes: new Int8Array(buffer, bytes, dimensions),
      bits: new Uint32Array(buffer, bits, layout.bitStride / 4),
      scale: new Float32Array(buffer, scale, 1),
    };
    return encodeVector(target, new Float32Array(buffer, map.signs, rotationRounds * dimensions));
  }

  function scan(score: (row: number) => number, mode: ScanMode, maskAt: number, from: number, to: number): void {
    eachRow(current().words, mode, maskAt, from, to, (row) => best.offer(score(row), row));
  }

  return {
    encodeRows: (row, count) => {
      for (let index = 0; index < count; index++) {
        const at = row + index;
        const state = encode(floatsOf(at), bytesOf(at), bitsOf(at), scaleOf(at));
        if (typeof state === 'number') return index * 2 + state - 1;
      }
      return -1;
    },
    encodeQuery: () => {
      const turned = encode(slot.queryFloats, slot.queryBytes, slot.queryBits, slot.queryScale);
      if (typeof turned === 'number') return turned - 1;
      const { bytes, wide, floats, words } = current();
      const planes = words.subarray(slot.queryPlanes / 4, slot.queryPlanes / 4 + (layout.bitStride / 4) * 3);
      words[slot.queryScale / 4 + 1] = weighQuery(turned, floats[slot.queryScale / 4] ?? 0, planes);
      for (let index = 0; index < layout.byteStride; index++)
        wide[slot.queryWide / 2 + index] = bytes[slot.queryBytes + index] ?? 0;
      return -1;
    },
    startBest: best.start,
    scanFloats: (mode, maskAt, from, to) => {
      const { floats } = current();
      const sums = new Float32Array(16);
      const dot = (row: number): number =>
        floatDot(floats, floatsOf(row) / 4, slot.queryFloats / 4, layout.floatStride / 4, sums);
      scan(dot, mode, maskAt, from, to);
    },
    scanBytes: (mode, maskAt, from, to) => {
      const { bytes, floats } = current();
      const dot = (row: number): number =>
        Math.fround(
          Math.fround(byteDot(bytes, bytesOf(row), slot.queryBytes, layout.byteStride)) *
            (floats[scaleOf(row) / 4] ?? 0),
        );
      scan(dot, mode, maskAt, from, to);
    },
    finishBest: () => best.finish(current().words.subarray(slot.heap / 4)),
    scanBits: (mode, maskAt, from, to) => {
      const { words, distances } = current();
      if (mode !== scanModes.list) {
        const start = slot.distances / 2;
        distances.fill(0xffff, start + Math.floor(from / 64) * 64, start + Math.ceil(to / 64) * 64);
      }
      eachRow(words, mode, maskAt, from, to, (row, position) => {
        const distance = hamming(words, bitsOf(row) / 4, slot.queryBits / 4, layout.bitStride / 4);
        distances[slot.distances / 2 + position] = distance;
        const bin = slot.histogram / 4 + distance * 2 + (position & 1);
        words[bin] = (words[bin] ?? 0) + 1;
      });
    },
    collect: (mode, maskAt, from, to, above, atMost, target) => {
      const { words, distances } = current();
      let found = 0;
      for (let position = from; position < to; position++) {
        const noted = distances[slot.distances / 2 + position] ?? 0xffff;
        if (noted > atMost || noted <= above) continue;
        words[target / 4 + found++] = mode === scanModes.list ? (words[maskAt / 4 + position] ?? 0) : position;
      }
      return found;
    },
    weigh: (mode, maskAt, from, to, above, atMost, heaviest, target, limit) => {
      const { words, distances } = current();
      let found = 0;
      for (let position = from; position < to; position++) {
        const noted = distances[slot.distances / 2 + position] ?? 0xffff;
        if (noted > atMost || noted <= above) continue;
        const row = mode === scanModes.list ? (words[maskAt / 4 + position] ?? 0) : position;
        const weight = weightOf(words, bitsOf(row) / 4, slot.queryBits / 4, slot.queryPlanes / 4, layout.bitStride / 4);
        if (weight > heaviest) continue;
        if (found === limit) return limit + 1;
        words[target / 4 + found++] = row;
      }
      return found;
    },
    sumWords: (at, length) => {
      const { words } = current();
      let sum = 0;
      for (let index = at / 4; index < at / 4 + Math.floor(length / 64) * 16; index++)
        sum = (sum + (words[index] ?? 0)) | 0;
      return sum;
    },
  };
}

interface Views {
  readonly buffer: ArrayBufferLike;
  readonly floats: Float32Array;
  readonly words: Uint32Array;
  readonly bytes: Int8Array;
  readonly wide: Int16Array;
  readonly distances: Uint16Array;
}

function viewsOf(buffer: ArrayBufferLike): Views {
  return {
    buffer,
    floats: new Float32Array(buffer),
    words: new Uint32Array(buffer),
    bytes: new Int8Array(buffer),
    wide: new Int16Array(buffer),
    distances: new Uint16Array(buffer),
  };
}

/** Every row of a scan, ascending, with its position: of the list, or the row itself. */
function eachRow(
  words: Uint32Array,
  mode: ScanMode,
  maskAt: number,
  from: number,
  to: number,
  visit: (row: number, position: number) => void,
): void {
  const mask = maskAt / 4;
  for (let position = from; position < to; position++) {
    if (mode === scanModes.list) visit(words[mask + position] ?? 0, position);
    else if (mode === scanModes.all || ((words[mask + (position >> 5)] ?? 0) & (1 << (position & 31))) !== 0)
      visit(position, position);
  }
}

/** Sixteen sums, four lanes each, added up as the kernel adds its vectors. */
function floatDot(values: Float32Array, a: number, b: number, length: number, sums: Float32Array): number {
  sums.fill(0);
  for (let index = 0; index < length; index += 16) {
    for (let lane = 0; lane < 16; lane++) {
      const product = Math.fround((values[a + index + lane] ?? 0) * (values[b + index + lane] ?? 0));
      sums[lane] = (sums[lane] ?? 0) + product;
    }
  }
  const add = (x: number, y: number): number => Math.fround(x + y);
  const lane = (at: number): number =>
    add(add(sums[at] ?? 0, sums[at + 4] ?? 0), add(sums[at + 8] ?? 0, sums[at + 12] ?? 0));
  return add(add(lane(0), lane(1)), add(lane(2), lane(3)));
}

function byteDot(values: Int8Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index++) sum += (values[a + index] ?? 0) * (values[b + index] ?? 0);
  return sum;
}

function hamming(words: Uint32Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index++) sum += population((words[a + index] ?? 0) ^ (words[b + index] ?? 0));
  return sum;
}

function weightOf(words: Uint32Array, a: number, b: number, planes: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index++) {
    const differs = (words[a + index] ?? 0) ^ (words[b + index] ?? 0);
    const word = planes + (index >> 1) * 6 + (index & 1);
    for (let plane = 0; plane < 3; plane++) sum += population(differs & (words[word + plane * 2] ?? 0)) << plane;
  }
  return sum;
}
