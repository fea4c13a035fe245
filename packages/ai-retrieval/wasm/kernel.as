// The scans of the vector search, in AssemblyScript: node packages/ai-retrieval/wasm/build-kernel.mjs compiles it.
// src/vector/kernel/js-kernel.ts does the same in JavaScript; both give the same bits, so the order of every float addition is part of the contract.

// What lies where, set once per instance by configure(): sizes in bytes, addresses from the start of the memory.
let dimensions: i32 = 0;
let floatStride: usize = 0;
let byteStride: usize = 0;
let bitStride: usize = 0;
let blocksAt: usize = 0;
let blockBytes: usize = 0;
let bytesOffset: usize = 0;
let bitsOffset: usize = 0;
let scalesOffset: usize = 0;
let signsAt: usize = 0;

// The working space of one thread.
let queryFloatsAt: usize = 0;
let queryBytesAt: usize = 0;
let queryWideAt: usize = 0;
let queryBitsAt: usize = 0;
let queryScaleAt: usize = 0;
let queryPlanesAt: usize = 0;
let workAt: usize = 0;
let heapAt: usize = 0;
let histogramAt: usize = 0;
let distancesAt: usize = 0;

let heapLimit: u32 = 0;
let heapSize: u32 = 0;
/** Smallest key that is kept once the heap is full; 0 before. */
let rootKey: u64 = 0;
/** Score of rootKey; minus infinity before the heap is full. */
let rootScore: f32 = -Infinity;

const blockShift: u32 = 10;
const blockMask: u32 = 1023;
const modeList: i32 = 2;
const modeAll: i32 = 0;
const rounds: i32 = 2;
/** Adding and subtracting 1.5 * 2^23 rounds a small float to the nearest whole number, ties to even. */
const rounding: f32 = 12582912.0;

export function configure(
  dims: i32, floats: usize, bytes: usize, bits: usize, blocks: usize, block: usize,
  toBytes: usize, toBits: usize, toScales: usize, signs: usize,
): void {
  dimensions = dims; floatStride = floats; byteStride = bytes; bitStride = bits; blocksAt = blocks; blockBytes = block;
  bytesOffset = toBytes; bitsOffset = toBits; scalesOffset = toScales; signsAt = signs;
}

export function useSlot(
  floats: usize, bytes: usize, wide: usize, bits: usize, scale: usize, planes: usize, work: usize, heap: usize,
  histogram: usize, distances: usize,
): void {
  queryFloatsAt = floats; queryBytesAt = bytes; queryWideAt = wide; queryBitsAt = bits; queryScaleAt = scale; queryPlanesAt = planes; workAt = work;
  heapAt = heap; histogramAt = histogram; distancesAt = distances;
}

function hadamard(at: usize, size: i32): void {
  for (let pair: usize = at, end: usize = at + (<usize>size << 2); pair < end; pair += 8) {
    const a = load<f32>(pair), b = load<f32>(pair, 4);
    store<f32>(pair, a + b);
    store<f32>(pair, a - b, 4);
  }
  if (size >= 4) {
    for (let quad: usize = at, end: usize = at + (<usize>size << 2); quad < end; quad += 16) {
      const a = load<f32>(quad), b = load<f32>(quad, 4), c = load<f32>(quad, 8), d = load<f32>(quad, 12);
      store<f32>(quad, a + c);
      store<f32>(quad, b + d, 4);
      store<f32>(quad, a - c, 8);
      store<f32>(quad, b - d, 12);
    }
  }
  for (let half: usize = 16, whole: usize = <usize>size << 2; half < whole; half <<= 1) {
    for (let group: usize = at, end: usize = at + whole; group < end; group += half << 1) {
      for (let one: usize = group, stop: usize = group + half; one < stop; one += 16) {
        const a = v128.load(one), b = v128.load(one + half);
        v128.store(one, f32x4.add(a, b));
        v128.store(one + half, f32x4.sub(a, b));
      }
    }
  }
  const factor = <f32>(1.0 / Math.sqrt(<f64>size));
  for (let one: usize = at, end: usize = at + (<usize>size << 2); one < end; one += 4) store<f32>(one, load<f32>(one) * factor);
}

/** A seeded orthogonal turn: signs, then Walsh-Hadamard over the first and over the last power of two of the coordinates; twice. */
function rotate(at: usize): void {
  let size = 1;
  while (size * 2 <= dimensions) size *= 2;
  for (let round = 0; round < rounds; round++) {
    const signs: usize = signsAt + (<usize>(round * dimensions) << 2);
    for (let one: usize = 0, end: usize = <usize>dimensions << 2; one < end; one += 4)
      store<f32>(at + one, load<f32>(at + one) * load<f32>(signs + one));
    if (size < 2) continue;
    hadamard(at, size);
    if (size < dimensions) hadamard(at + (<usize>(dimensions - size) << 2), size);
  }
}

/** Codes of one vector. Returns 0, 1 when it is not finite, 2 when its length is zero. */
function encodeTo(source: usize, floats: usize, bytes: usize, bits: usize, scale: usize): i32 {
  let s0: f64 = 0, s1: f64 = 0, s2: f64 = 0, s3: f64 = 0;
  let index = 0;
  for (; index + 4 <= dimensions; index += 4) {
    const at = source + (<usize>index << 2);
    const a = <f64>load<f32>(at), b = <f64>load<f32>(at, 4), c = <f64>load<f32>(at, 8), d = <f64>load<f32>(at, 12);
    s0 += a * a; s1 += b * b; s2 += c * c; s3 += d * d;
  }
  for (; index < dimensions; index++) {
    const a = <f64>load<f32>(source + (<usize>index << 2));
    s0 += a * a;
  }
  const square = (s0 + s1) + (s2 + s3);
  if (!(square < Infinity)) return 1;
  if (square == 0) return 2;
  const inverse = 1.0 / Math.sqrt(square);
  for (index = 0; index < dimensions; index++) {
    const value = <f32>(<f64>load<f32>(source + (<usize>index << 2)) * inverse);
    store<f32>(floats + (<usize>index << 2), value);
    store<f32>(workAt + (<usize>index << 2), value);
  }
  rotate(workAt);
  let most: f32 = 0;
  for (index = 0; index < dimensions; index++) {
    const value = abs(load<f32>(workAt + (<usize>index << 2)));
    if (value > most) most = value;
  }
  store<f32>(scale, most / <f32>127.0);
  const factor: f32 = <f32>127.0 / most;
  let word: u64 = 0;
  for (index = 0; index < dimensions; index++) {
    const value = load<f32>(workAt + (<usize>index << 2));
    store<i8>(bytes + <usize>index, <i8><i32>(value * factor + rounding - rounding));
    if (value < 0) word |= <u64>1 << (<u64>index & 63);
    if ((index & 63) == 63 || index == dimensions - 1) {
      store<u64>(bits + (<usize>(index >> 6) << 3), word);
      word = 0;
    }
  }
  return 0;
}

/** Normalises and encodes the `count` vectors that lie in the float column from `row` on. Returns -1, or twice the first bad one + (1 when its length is zero). */
export function encodeRows(row: u32, count: u32): i32 {
  for (let index: u32 = 0; index < count; index++) {
    const at = <usize>((row + index) & blockMask);
    const block = blocksAt + <usize>((row + index) >> blockShift) * blockBytes;
    const floats = block + at * floatStride;
    const state = encodeTo(floats, floats, block + bytesOffset + at * byteStride, block + bitsOffset + at * bitStride, block + scalesOffset + (at << 2));
    if (state != 0) return <i32>(index << 1) + state - 1;
  }
  return -1;
}

/** Normalises and encodes the query that lies in this thread's working space. Returns -1, 0 when it is not finite, 1 when its length is zero. */
export function encodeQuery(): i32 {
  const state = encodeTo(queryFloatsAt, queryFloatsAt, queryBytesAt, queryBitsAt, queryScaleAt);
  if (state != 0) return state - 1;
  for (let index: usize = 0; index < byteStride; index += 8)
    v128.store(queryWideAt + (index << 1), v128.load_ext<i8>(queryBytesAt + index));
  weighQuery();
  return -1;
}

/** Magnitudes of the rotated query in steps of a seventh of the largest: three bit planes, and their sum behind the scale. */
function weighQuery(): void {
  const factor: f32 = <f32>7.0 / (load<f32>(queryScaleAt) * <f32>127.0);
  let sum: u32 = 0;
  let one: u64 = 0, two: u64 = 0, four: u64 = 0;
  for (let index = 0; index < dimensions; index++) {
    const magnitude = <u32>(abs(load<f32>(workAt + (<usize>index << 2))) * factor + rounding - rounding);
    sum += magnitude;
    const bit = <u64>index & 63;
    one |= <u64>(magnitude & 1) << bit;
    two |= <u64>((magnitude >> 1) & 1) << bit;
    four |= <u64>((magnitude >> 2) & 1) << bit;
    if ((index & 63) == 63 || index == dimensions - 1) {
      const at = queryPlanesAt + <usize>(index >> 6) * 24;
      store<u64>(at, one);
      store<u64>(at, two, 8);
      store<u64>(at, four, 16);
      one = 0; two = 0; four = 0;
    }
  }
  store<u32>(queryScaleAt, sum, 4);
}

@inline function floatDot(at: usize): f32 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (let index: usize = 0; index < floatStride; index += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(at + index), v128.load(queryFloatsAt + index)));
    b = f32x4.add(b, f32x4.mul(v128.load(at + index, 16), v128.load(queryFloatsAt + index, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(at + index, 32), v128.load(queryFloatsAt + index, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(at + index, 48), v128.load(queryFloatsAt + index, 48)));
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  return (f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1)) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
}

@inline function byteDot(at: usize): i32 {
  let a = i32x4.splat(0), b = a;
  for (let index: usize = 0; index < byteStride; index += 16) {
    const query = queryWideAt + (index << 1);
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(at + index), v128.load(query)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(at + index, 8), v128.load(query, 16)));
  }
  a = i32x4.add(a, b);
  return i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3);
}

/** Best first: the score as an unsigned number in the high half, the row turned over in the low half, so that of equal scores the lower row is better. */
@inline function keyOf(score: f32, row: u32): u64 {
  const bits = reinterpret<i32>(score);
  return (<u64><u32>(bits ^ ((bits >> 31) | <i32>0x80000000)) << 32) | <u64>~row;
}

function sink(from: u32, size: u32, key: u64): void {
  let at = from;
  for (;;) {
    let next = at * 2 + 1;
    if (next >= size) break;
    let smaller = load<u64>(heapAt + (<usize>next << 3));
    if (next + 1 < size) {
      const other = load<u64>(heapAt + (<usize>(next + 1) << 3));
      if (other < smaller) { smaller = other; next++; }
    }
    if (smaller >= key) break;
    store<u64>(heapAt + (<usize>at << 3), smaller);
    at = next;
  }
  store<u64>(heapAt + (<usize>at << 3), key);
}

function keep(key: u64): void {
  if (heapSize == heapLimit) {
    sink(0, heapSize, key);
    setRoot();
    return;
  }
  let at = heapSize++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = load<u64>(heapAt + (<usize>parent << 3));
    if (above <= key) break;
    store<u64>(heapAt + (<usize>at << 3), above);
    at = parent;
  }
  store<u64>(heapAt + (<usize>at << 3), key);
  if (heapSize == heapLimit) setRoot();
}

@inline function setRoot(): void {
  rootKey = load<u64>(heapAt);
  const bits = <i32>(rootKey >> 32);
  rootScore = reinterpret<f32>(bits < 0 ? bits ^ <i32>0x80000000 : ~bits);
}

/** Starts to keep the best `limit` rows. */
export function startBest(limit: u32): void {
  heapLimit = limit;
  heapSize = 0;
  rootKey = 0;
  rootScore = -Infinity;
}

/** Sorts what was kept, best first; returns how many. */
export function finishBest(): u32 {
  for (let end = heapSize; end > 1; end--) {
    const last = load<u64>(heapAt + (<usize>(end - 1) << 3));
    store<u64>(heapAt + (<usize>(end - 1) << 3), load<u64>(heapAt));
    sink(0, end - 1, last);
  }
  return heapSize;
}

@inline function offer<Code>(row: u32): void {
  const at = <usize>(row & blockMask);
  const block = blocksAt + <usize>(row >> blockShift) * blockBytes;
  let score: f32;
  if (isFloat<Code>()) score = floatDot(block + at * floatStride);
  else score = <f32>byteDot(block + bytesOffset + at * byteStride) * load<f32>(block + scalesOffset + (at << 2));
  const key = keyOf(score, row);
  if (key > rootKey) keep(key);
}

/** The bits of the readable rows of one word of 64 rows that lie in [from, to). */
@inline function wordOf(mode: i32, maskAt: usize, row: u32, from: u32, to: u32): u64 {
  let word: u64 = mode == modeAll ? ~(<u64>0) : load<u64>(maskAt + <usize>(row >> 3));
  if (row < from) word &= ~(<u64>0) << <u64>(from - row);
  if (to - row < 64) word &= (<u64>1 << <u64>(to - row)) - 1;
  return word;
}

@inline function byteAddress(row: u32): usize {
  return blocksAt + <usize>(row >> blockShift) * blockBytes + bytesOffset + <usize>(row & blockMask) * byteStride;
}

@inline function scaleAt(row: u32): f32 {
  return load<f32>(blocksAt + <usize>(row >> blockShift) * blockBytes + scalesOffset + (<usize>(row & blockMask) << 2));
}

@inline function sumPairs(a: v128, b: v128): v128 {
  return i32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
}

@inline function offerLane(score: f32, row: u32): void {
  const key = keyOf(score, row);
  if (key > rootKey) keep(key);
}

/** Four rows at once by bytes: the query is read once for all, and most fours are turned away by one comparison. */
@inline function offerFour(r0: u32, r1: u32, r2: u32, r3: u32): void {
  const a0 = byteAddress(r0), a1 = byteAddress(r1), a2 = byteAddress(r2), a3 = byteAddress(r3);
  let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let index: usize = 0; index < byteStride; index += 16) {
    const low = v128.load(queryWideAt + (index << 1)), high = v128.load(queryWideAt + (index << 1), 16);
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load_ext<i8>(a0 + index), low));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load_ext<i8>(a1 + index), low));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load_ext<i8>(a2 + index), low));
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load_ext<i8>(a3 + index), low));
    s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load_ext<i8>(a0 + index, 8), high));
    s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load_ext<i8>(a1 + index, 8), high));
    s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load_ext<i8>(a2 + index, 8), high));
    s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load_ext<i8>(a3 + index, 8), high));
  }
  const sums = sumPairs(sumPairs(s0, s1), sumPairs(s2, s3));
  let scales = f32x4.splat(scaleAt(r0));
  scales = f32x4.replace_lane(scales, 1, scaleAt(r1));
  scales = f32x4.replace_lane(scales, 2, scaleAt(r2));
  scales = f32x4.replace_lane(scales, 3, scaleAt(r3));
  const scores = f32x4.mul(f32x4.convert_i32x4_s(sums), scales);
  if (!v128.any_true(f32x4.ge(scores, f32x4.splat(rootScore)))) return;
  offerLane(f32x4.extract_lane(scores, 0), r0);
  offerLane(f32x4.extract_lane(scores, 1), r1);
  offerLane(f32x4.extract_lane(scores, 2), r2);
  offerLane(f32x4.extract_lane(scores, 3), r3);
}

/** Rows that are fetched together where they do not follow each other. */
const batch: u32 = 16;
let touched: i32 = 0;

/** Reads a word of every cache line of some rows before they are scored: the processor fetches lines side by side that it would wait for one after the other. */
@inline function flush<Code>(rowsAt: usize, count: u32): void {
  const stride = isFloat<Code>() ? floatStride : byteStride;
  let sum = touched;
  for (let index: u32 = 0; index < count; index++) {
    const row = load<u32>(rowsAt + (<usize>index << 2));
    const block = blocksAt + <usize>(row >> blockShift) * blockBytes;
    const at = block + (isFloat<Code>() ? 0 : bytesOffset) + <usize>(row & blockMask) * stride;
    for (let line: usize = 0; line < stride; line += 64) sum ^= load<i32>(at + line);
  }
  touched = sum;
  let index: u32 = 0;
  if (!isFloat<Code>()) {
    for (; index + 4 <= count; index += 4) {
      const at = rowsAt + (<usize>index << 2);
      offerFour(load<u32>(at), load<u32>(at, 4), load<u32>(at, 8), load<u32>(at, 12));
    }
  }
  for (; index < count; index++) offer<Code>(load<u32>(rowsAt + (<usize>index << 2)));
}

@inline function scan<Code>(mode: i32, maskAt: usize, from: u32, to: u32): void {
  const most: u32 = isFloat<Code>() ? batch >> 2 : batch;
  if (mode == modeList) {
    for (let index = from; index < to; index += most) flush<Code>(maskAt + (<usize>index << 2), min(most, to - index));
    return;
  }
  if (mode == modeAll) {
    let row = from;
    if (!isFloat<Code>()) {
      for (; row < to && row % batch != 0; row++) offer<Code>(row);
      for (; row + batch <= to; row += batch) {
        const at = byteAddress(row), end = at + <usize>batch * byteStride;
        let sum = touched;
        for (let line = at; line < end; line += 64) sum ^= load<i32>(line);
        touched = sum;
        for (let four: u32 = 0; four < batch; four += 4) offerFour(row + four, row + four + 1, row + four + 2, row + four + 3);
      }
    }
    for (; row < to; row++) offer<Code>(row);
    return;
  }
  let count: u32 = 0;
  for (let row = from & ~63; row < to; row += 64) {
    let word = wordOf(mode, maskAt, row, from, to);
    while (word != 0) {
      store<u32>(workAt + (<usize>count << 2), row + <u32>ctz(word));
      word &= word - 1;
      if (++count == most) {
        flush<Code>(workAt, count);
        count = 0;
      }
    }
  }
  flush<Code>(workAt, count);
}

/** Offers rows by their float dot product. mode 0: all rows of [from, to); 1: those whose bit is set at maskAt; 2: the list of u32 at maskAt, positions [from, to). */
export function scanFloats(mode: i32, maskAt: usize, from: u32, to: u32): void {
  scan<f32>(mode, maskAt, from, to);
}

/** As scanFloats, by the dot product of the byte codes times the row's scale. */
export function scanBytes(mode: i32, maskAt: usize, from: u32, to: u32): void {
  scan<i8>(mode, maskAt, from, to);
}

@inline function note(position: u32, distance: u32): void {
  store<u16>(distancesAt + (<usize>position << 1), <u16>distance);
  const bin = histogramAt + (<usize>distance << 3) + (<usize>(position & 1) << 2);
  store<u32>(bin, load<u32>(bin) + 1);
}

@inline function bitsAt(row: u32): usize {
  return blocksAt + <usize>(row >> blockShift) * blockBytes + bitsOffset + <usize>(row & blockMask) * bitStride;
}

@inline function distance(at: usize): u32 {
  let sum: u64 = 0;
  for (let index: usize = 0; index < bitStride; index += 8) sum += popcnt(load<u64>(at + index) ^ load<u64>(queryBitsAt + index));
  return <u32>sum;
}

@inline function distance6(at: usize, a: u64, b: u64, c: u64, d: u64, e: u64, f: u64): u32 {
  return <u32>(
    (popcnt(load<u64>(at) ^ a) + popcnt(load<u64>(at, 8) ^ b)) +
    (popcnt(load<u64>(at, 16) ^ c) + popcnt(load<u64>(at, 24) ^ d)) +
    (popcnt(load<u64>(at, 32) ^ e) + popcnt(load<u64>(at, 40) ^ f))
  );
}

/** Notes the Hamming distance of rows, at their position of [from, to), and counts the distances. Rows that are not readable get 65535 and are not counted. */
export function scanBits(mode: i32, maskAt: usize, from: u32, to: u32): void {
  if (mode == modeList) {
    for (let index = from; index < to; index++) note(index, distance(bitsAt(load<u32>(maskAt + (<usize>index << 2)))));
    return;
  }
  const isSix = bitStride == 48;
  const a = load<u64>(queryBitsAt), b = load<u64>(queryBitsAt, 8), c = load<u64>(queryBitsAt, 16);
  const d = load<u64>(queryBitsAt, 24), e = load<u64>(queryBitsAt, 32), f = load<u64>(queryBitsAt, 40);
  const none = i16x8.splat(-1);
  for (let row = from & ~63; row < to; row += 64) {
    let word = wordOf(mode, maskAt, row, from, to);
    const codes = bitsAt(row);
    if (word == ~(<u64>0)) {
      if (isSix) for (let index: u32 = 0; index < 64; index++) note(row + index, distance6(codes + <usize>index * 48, a, b, c, d, e, f));
      else for (let index: u32 = 0; index < 64; index++) note(row + index, distance(codes + <usize>index * bitStride));
      continue;
    }
    for (let index: usize = 0; index < 128; index += 16) v128.store(distancesAt + (<usize>row << 1) + index, none);
    while (word != 0) {
      const index = <u32>ctz(word);
      const at = codes + <usize>index * bitStride;
      note(row + index, isSix ? distance6(at, a, b, c, d, e, f) : distance(at));
      word &= word - 1;
    }
  }
}

/** Writes the rows of [from, to) whose noted distance is in (above, atMost] to `target`, in their order; returns how many. */
export function collect(mode: i32, maskAt: usize, from: u32, to: u32, above: i32, atMost: i32, target: usize): u32 {
  let found: u32 = 0;
  const limit = u16x8(<u16>atMost);
  let position = from;
  for (; position + 8 <= to; position += 8) {
    if (!v128.any_true(v128.le<u16>(v128.load(distancesAt + (<usize>position << 1)), limit))) continue;
    for (let index: u32 = 0; index < 8; index++) found += take(mode, maskAt, position + index, above, atMost, target + (<usize>found << 2));
  }
  for (; position < to; position++) found += take(mode, maskAt, position, above, atMost, target + (<usize>found << 2));
  return found;
}

@inline function weightOfWord(at: usize, word: usize): u32 {
  const differs = load<u64>(at + (word << 3)) ^ load<u64>(queryBitsAt + (word << 3));
  const planes = queryPlanesAt + word * 24;
  return <u32>(
    popcnt(differs & load<u64>(planes)) + (popcnt(differs & load<u64>(planes, 8)) << 1) + (popcnt(differs & load<u64>(planes, 16)) << 2)
  );
}

@inline function weightOf(at: usize): u32 {
  if (bitStride == 48)
    return weightOfWord(at, 0) + weightOfWord(at, 1) + weightOfWord(at, 2) + weightOfWord(at, 3) + weightOfWord(at, 4) + weightOfWord(at, 5);
  let sum: u32 = 0;
  for (let word: usize = 0; word < bitStride >> 3; word++) sum += weightOfWord(at, word);
  return sum;
}

/** Of the rows that collect() would take, writes those that differ from the query in magnitudes of `heaviest` in sum at most; returns `limit + 1` when there are more than `limit`. */
export function weigh(
  mode: i32, maskAt: usize, from: u32, to: u32, above: i32, atMost: i32, heaviest: u32, target: usize, limit: u32,
): u32 {
  let found: u32 = 0;
  if (mode == modeList) {
    for (let position = from; position < to; position++) {
      const noted = <i32>load<u16>(distancesAt + (<usize>position << 1));
      if (noted > atMost || noted <= above) continue;
      const row = load<u32>(maskAt + (<usize>position << 2));
      if (weightOf(bitsAt(row)) > heaviest) continue;
      if (found == limit) return limit + 1;
      store<u32>(target + (<usize>found << 2), row);
      found++;
    }
    return found;
  }
  for (let row = from & ~63; row < to; row += 64) {
    let word = wordOf(mode, maskAt, row, from, to);
    const codes = bitsAt(row);
    while (word != 0) {
      const index = <u32>ctz(word);
      word &= word - 1;
      const noted = <i32>load<u16>(distancesAt + (<usize>(row + index) << 1));
      if (noted > atMost || noted <= above) continue;
      if (weightOf(codes + <usize>index * bitStride) > heaviest) continue;
      if (found == limit) return limit + 1;
      store<u32>(target + (<usize>found << 2), row + index);
      found++;
    }
  }
  return found;
}

@inline function u16x8(value: u16): v128 {
  return i16x8.splat(<i16>value);
}

@inline function take(mode: i32, maskAt: usize, position: u32, above: i32, atMost: i32, target: usize): u32 {
  const noted = <i32>load<u16>(distancesAt + (<usize>position << 1));
  if (noted > atMost || noted <= above) return 0;
  store<u32>(target, mode == modeList ? load<u32>(maskAt + (<usize>position << 2)) : position);
  return 1;
}

/** Sum of the 32-bit words of a region: what the memory can deliver, to measure the scans against. */
export function sumWords(at: usize, length: usize): i32 {
  let a = i32x4.splat(0), b = a, c = a, d = a;
  for (let index: usize = 0; index + 64 <= length; index += 64) {
    a = i32x4.add(a, v128.load(at + index));
    b = i32x4.add(b, v128.load(at + index, 16));
    c = i32x4.add(c, v128.load(at + index, 32));
    d = i32x4.add(d, v128.load(at + index, 48));
  }
  a = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  return i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3);
}
