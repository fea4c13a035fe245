import { inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

type Inflate = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const inflateEntry: Inflate = promisify(inflateRaw);
const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;
const endLength = 22;
const longestComment = 65_535;
const stored = 0;
const deflated = 8;

/**
 * Whether a ZIP archive is what its directory says and stays within `limit` bytes when inflated: what the entries declare is added up first, then each is inflated no further than it declared.
 * `damaged` also for what an office document never is: encrypted, in several parts, larger than 4 GiB, two entries over the same bytes.
 */
export async function checkZip(
  bytes: Uint8Array,
  limit: number,
  inflate: Inflate = inflateEntry,
): Promise<'sound' | 'damaged' | 'too-large'> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const entries = readDirectory(view);
    if (entries === undefined) return 'damaged';
    if (entries.reduce((sum, { size }) => sum + size, 0) > limit) return 'too-large';
    let lastEnd = 0;
    for (const { start, length, size, method } of entries.sort((a, b) => a.start - b.start)) {
      if (start < lastEnd || start + length > bytes.length) return 'damaged';
      lastEnd = start + length;
      if (method === stored && length !== size) return 'damaged';
      if (method !== deflated) continue;
      const inflated = await inflate(bytes.subarray(start, lastEnd), { maxOutputLength: Math.max(size, 1) });
      if (inflated.length !== size) return 'damaged';
    }
    return 'sound';
  } catch {
    return 'damaged';
  }
}

interface Entry {
  readonly start: number;
  readonly length: number;
  /** Inflated, as declared. */
  readonly size: number;
  readonly method: number;
}

/** Throws where a number leads out of the archive. */
function readDirectory(view: DataView): Entry[] | undefined {
  const end = endOfDirectory(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  if (count !== view.getUint16(end + 8, true) || count === 0xffff) return undefined;
  let at = view.getUint32(end + 16, true);
  const entries: Entry[] = [];
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== entryMark) return undefined;
    const isEncrypted = (view.getUint16(at + 8, true) & 1) === 1;
    const method = view.getUint16(at + 10, true);
    const length = view.getUint32(at + 20, true);
    const size = view.getUint32(at + 24, true);
    const local = view.getUint32(at + 42, true);
    const isLarge = length === 0xffffffff || size === 0xffffffff || local === 0xffffffff;
    if (isEncrypted || isLarge || (method !== stored && method !== deflated)) return undefined;
    if (view.getUint32(local, true) !== localMark || view.getUint16(local + 8, true) !== method) return undefined;
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    entries.push({ start, length, size, method });
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The last one, as readers of archives take it. */
function endOfDirectory(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - endLength - longestComment);
  for (let at = view.byteLength - endLength; at >= first; at--) if (view.getUint32(at, true) === endMark) return at;
  return undefined;
}
