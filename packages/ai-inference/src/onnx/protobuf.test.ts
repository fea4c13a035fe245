import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesField, encodeMessage, integerField, messageField, textField } from './protobuf.ts';

function readVarint(bytes: Uint8Array, from: number): { value: number; next: number } {
  let value = 0;
  let next = from;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[next] ?? 0;
    next += 1;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next };
  }
}

describe('protocol buffer fields', () => {
  it('are written as the encoding guide shows them', () => {
    // Examples of protobuf.dev/programming-guides/encoding.
    expect([...encodeMessage(integerField(1, 150))]).toEqual([0x08, 0x96, 0x01]);
    expect([...encodeMessage(textField(2, 'testing'))]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...encodeMessage(messageField(3, integerField(1, 150)))]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  });

  it('hold any field number, integer and length', () => {
    const field = fc.integer({ min: 1, max: 536_870_911 });
    fc.assert(
      fc.property(field, fc.maxSafeNat(), fc.uint8Array({ maxLength: 400 }), (number, value, content) => {
        const integer = encodeMessage(integerField(number, value));
        const tag = readVarint(integer, 0);
        expect(tag.value).toBe(number * 8);
        expect(readVarint(integer, tag.next)).toEqual({ value, next: integer.length });
        const raw = encodeMessage(messageField(number, bytesField(1, content)));
        const length = readVarint(raw, readVarint(raw, 0).next);
        expect(raw.length).toBe(length.next + length.value);
        expect(raw.subarray(raw.length - content.length)).toEqual(content);
      }),
    );
  });
});
