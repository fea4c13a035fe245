/** A protocol buffer message as the bytes of its fields, in the order written. */
export type Message = readonly Uint8Array[];

const encoder: TextEncoder = new TextEncoder();
const varintType = 0;
const bytesType = 2;

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

/** A field that holds a non-negative integer. */
export function integerField(field: number, value: number): Message {
  return [Uint8Array.from([...varint(field * 8 + varintType), ...varint(value)])];
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
