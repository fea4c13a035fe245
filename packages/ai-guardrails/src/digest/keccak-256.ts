const RATE = 136;
const MASK = (1n << 64n) - 1n;

/** Keccak-256 as Ethereum uses it (the padding of Keccak, not of SHA-3), for inputs below 136 bytes. */
export function keccak256Bytes(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(RATE);
  block.set(bytes.subarray(0, RATE - 1));
  block[bytes.length] = 0x01;
  block[RATE - 1] = (block[RATE - 1] ?? 0) | 0x80;
  const view = new DataView(block.buffer);
  const lanes = Array.from({ length: 25 }, (_, at) => (at < RATE / 8 ? view.getBigUint64(at * 8, true) : 0n));
  permute(lanes);
  const result = new Uint8Array(32);
  const out = new DataView(result.buffer);
  for (let at = 0; at < 4; at++) out.setBigUint64(at * 8, lanes[at] ?? 0n, true);
  return result;
}

/** Keccak-f[1600]: 24 rounds; rotations and round constants are made as the specification makes them. */
function permute(lanes: bigint[]): void {
  const lane = (x: number, y: number): bigint => lanes[(x % 5) + 5 * (y % 5)] ?? 0n;
  let register = 1;
  for (let round = 0; round < 24; round++) {
    const parity = [0, 1, 2, 3, 4].map((x) => lane(x, 0) ^ lane(x, 1) ^ lane(x, 2) ^ lane(x, 3) ^ lane(x, 4));
    for (let at = 0; at < 25; at++) {
      const x = at % 5;
      lanes[at] = (lanes[at] ?? 0n) ^ (parity[(x + 4) % 5] ?? 0n) ^ rotate(parity[(x + 1) % 5] ?? 0n, 1);
    }
    let [x, y] = [1, 0];
    let current = lane(x, y);
    for (let step = 0; step < 24; step++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const next = lane(x, y);
      lanes[x + 5 * y] = rotate(current, (((step + 1) * (step + 2)) / 2) % 64);
      current = next;
    }
    for (let row = 0; row < 5; row++) {
      const old = [0, 1, 2, 3, 4].map((column) => lane(column, row));
      for (let column = 0; column < 5; column++) {
        const following = ~(old[(column + 1) % 5] ?? 0n) & MASK;
        lanes[column + 5 * row] = (old[column] ?? 0n) ^ (following & (old[(column + 2) % 5] ?? 0n));
      }
    }
    for (let bit = 0; bit < 7; bit++) {
      if ((register & 1) === 1) lanes[0] = (lanes[0] ?? 0n) ^ (1n << BigInt((1 << bit) - 1));
      register = register << 1 > 0xff ? (register << 1) ^ 0x171 : register << 1;
    }
  }
}

function rotate(lane: bigint, by: number): bigint {
  return by === 0 ? lane : ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK;
}
