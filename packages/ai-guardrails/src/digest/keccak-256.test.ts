import { expect, it } from 'vitest';
import { keccak256Bytes } from './keccak-256.ts';

/** Known answers of the Keccak team, and of the EIP that uses the hash. */
it.each([
  ['', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
  ['abc', '4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45'],
  ['testing', '5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02'],
])('hashes %j', (text, hash) => {
  expect(Buffer.from(keccak256Bytes(new TextEncoder().encode(text))).toString('hex')).toBe(hash);
});
