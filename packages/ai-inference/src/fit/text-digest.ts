import { createHash } from 'node:crypto';

/** A running SHA-256 of texts in order. */
export interface TextDigest {
  add(text: string): void;
  finish(): string;
}

/** Starts a digest; each text goes in after its length in bytes, so that moving a boundary between texts changes it. */
export function createTextDigest(): TextDigest {
  const hash = createHash('sha256');
  const length = new DataView(new ArrayBuffer(8));
  return {
    add: (text) => {
      const bytes = Buffer.from(text, 'utf8');
      length.setBigUint64(0, BigInt(bytes.byteLength));
      hash.update(new Uint8Array(length.buffer)).update(bytes);
    },
    finish: () => `sha256:${hash.digest('hex')}`,
  };
}
