/** A protocol buffer message as the bytes of its fields, in the order written. */
export type Message = readonly Uint8Array[];

const encoder: TextEncoder = new TextEncoder();
const varintType = 0;
const bytesType = 2;
const fixed32Type = 5;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** A field that holds an integer; a negative one takes ten bytes (two's complement in 64 bits). */
export function integerField(field: number, value: number): Message {
  const digits = value >= 0 ? varint(value) : negativeVarint(value);
  return [Uint8Array.from([...varint(field * 8 + varintType), ...digits])];
}

function negativeVarint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

/** A field that holds a float32. */
export function floatField(field: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [Uint8Array.from(varint(field * 8 + fixed32Type)), bytes];
}

/** A field that holds raw bytes; they are not copied until the whole message is joined. */
export function bytesField(field: number, value: Uint8Array): Message {
  return [Uint8Array.from([...varint(field * 8 + bytesType), ...varint(value.byteLength)]), value];
}

/** A field that holds text. */
export function textField(field: number, value: string): Message {
  return bytesField(field, encoder.encode(value));
}

/** A field that holds another message. */
export function messageField(field: number, ...parts: readonly Message[]): Message {
  const content = parts.flat();
  const length = content.reduce((total, bytes) => total + bytes.byteLength, 0);
  return [Uint8Array.from([...varint(field * 8 + bytesType), ...varint(length)]), ...content];
}

/** Joins a message into one array of bytes. */
export function encodeMessage(...parts: readonly Message[]): Uint8Array<ArrayBuffer> {
  const content = parts.flat();
  const bytes = new Uint8Array(content.reduce((total, part) => total + part.byteLength, 0));
  let offset = 0;
  for (const part of content) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}
