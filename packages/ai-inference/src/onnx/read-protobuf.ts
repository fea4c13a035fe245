import { AiError } from '@org/ai-core';

/** A field of a message: a whole number, the bytes of a text, a message or packed numbers, or the raw bytes of a fixed-size number. */
export interface ProtobufField {
  readonly field: number;
  readonly value: number | Uint8Array;
}

/** The fields of a protocol buffer message, in order; nothing is copied. @throws AiError `integrity` where the bytes are no message */
export function* readMessage(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count += 1) {
      const byte = bytes[at];
      if (byte === undefined) throw malformed();
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw malformed();
  };
  const piece = (length: number): Uint8Array => {
    if (!Number.isSafeInteger(length) || length > bytes.byteLength - at) throw malformed();
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.byteLength) {
    const key = varint();
    const field = Math.floor(key / 8);
    if (field === 0) throw malformed();
    switch (key % 8) {
      case 0:
        yield { field, value: varint() };
        break;
      case 1:
        yield { field, value: piece(8) };
        break;
      case 2:
        yield { field, value: piece(varint()) };
        break;
      case 5: {
        const value = view.getFloat32(at + 4 <= bytes.byteLength ? at : fail(), true);
        at += 4;
        yield { field, value };
        break;
      }
      default:
        throw malformed();
    }
  }
}

/** Numbers of a packed field, or the one of an unpacked. */
export function packedNumbers(value: number | Uint8Array): readonly number[] {
  if (typeof value === 'number') return [value];
  const numbers: number[] = [];
  let current = 0;
  let scale = 1;
  for (const byte of value) {
    current += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(current);
    current = 0;
    scale = 1;
  }
  return numbers;
}

const decoder: TextDecoder = new TextDecoder('utf-8');

/** The text of a field; empty for a number. */
export function textOf(value: number | Uint8Array): string {
  return typeof value === 'number' ? '' : decoder.decode(value);
}

/** The message of a field. @throws AiError `integrity` for a number */
export function messageOf(value: number | Uint8Array): Uint8Array {
  if (typeof value === 'number') throw malformed();
  return value;
}

function fail(): never {
  throw malformed();
}

function malformed(): AiError {
  return new AiError('integrity', 'the ONNX file is damaged or cut off: get it again from where it came');
}
