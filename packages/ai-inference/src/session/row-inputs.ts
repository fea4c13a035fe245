import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Runtime } from './runtime.ts';

/** Rows of tokens, one after the other, without padding. */
export interface TokenRows {
  readonly ids: Int32Array;
  readonly typeIds: Uint8Array;
  readonly lengths: Uint32Array;
}

/** Fills the inputs of an encoder for a batch. */
export interface RowInputs {
  readonly names: readonly string[];
  fill(rows: TokenRows, longest: number): InferenceSession.OnnxValueMapType;
}

/** What each known input holds for the token at a place of a row. */
const kinds: Readonly<Record<string, 'ids' | 'mask' | 'types' | 'positions'>> = {
  input_ids: 'ids',
  attention_mask: 'mask',
  token_type_ids: 'types',
  position_ids: 'positions',
};

/** The inputs that this code cannot fill. */
export function unknownInputs(names: readonly string[]): readonly string[] {
  return names.filter((name) => !Object.hasOwn(kinds, name));
}

/** Prepares the inputs that a graph has. Their memory is used again from batch to batch; a session runs one batch at a time. */
export function createRowInputs(runtime: Runtime, names: readonly string[], padId: number): RowInputs {
  const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
  const buffers = new Map<string, BigInt64Array<ArrayBuffer>>();
  const bufferOf = (name: string, size: number): BigInt64Array<ArrayBuffer> => {
    const known = buffers.get(name);
    if (known !== undefined && known.length >= size) return known.subarray(0, size);
    const made = new BigInt64Array(size);
    buffers.set(name, made);
    return made;
  };
  return {
    names,
    fill({ ids, typeIds, lengths }, longest) {
      const feeds: Record<string, Tensor> = {};
      const size = lengths.length * longest;
      for (const name of names) {
        const kind = kinds[name];
        const target = bufferOf(name, size);
        target.fill(kind === 'ids' ? BigInt(padId) : 0n);
        // Token numbers are below 2^31: writing their low halves alone is many times faster than making bigints.
        const low = new Int32Array(target.buffer, target.byteOffset, size * 2);
        const half = isLittleEndian ? 0 : 1;
        let from = 0;
        for (const [row, length] of lengths.entries()) {
          const start = row * longest;
          // A row without any token is one of padding: attention over nothing is not defined.
          if (length === 0 && kind === 'mask') low[start * 2 + half] = 1;
          for (let place = 0; place < length; place += 1) {
            const value =
              kind === 'ids'
                ? ids[from + place]
                : kind === 'types'
                  ? typeIds[from + place]
                  : kind === 'mask'
                    ? 1
                    : place;
            low[(start + place) * 2 + half] = value ?? 0;
          }
          from += length;
        }
        feeds[name] = new runtime.Tensor('int64', target, [lengths.length, longest]);
      }
      return feeds;
    },
  };
}
