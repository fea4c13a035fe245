import { createHash, createHmac as nodeHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHmac } from './hmac.ts';
import { sha256Of } from './sha-256.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('synchronous digests', () => {
  it('agree with those of Node at every length around the blocks', () => {
    for (let length = 0; length < 200; length++) {
      const data = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 0xff);
      expect(hex(sha256Of(data))).toBe(createHash('sha256').update(data).digest('hex'));
    }
  });

  it('agree with those of Node for any key and text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 150 }), fc.string({ unit: 'grapheme' }), (key, text) => {
        expect(hex(createHmac(key)(text))).toBe(nodeHmac('sha256', key).update(text).digest('hex'));
      }),
    );
  });
});
