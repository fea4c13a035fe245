import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { digestOf, textOf, type Files } from '../content/content.ts';
import type { AppRecord } from './app-record.ts';

/** The template's files as the project got them: the common ancestor of a three-way merge, needed offline and without git. */
export const baseFile = '.ai-app/base.json.gz';

const maxBaseBytes = 64 * 2 ** 20;
/** Text as it is, which packs best; anything else in base64. */
const schema = z.record(z.string(), z.union([z.string(), z.strictObject({ base64: z.base64() })]));

/** Packs the files, the same bytes for the same files. */
export function packBase(files: Files): Buffer {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const contents = sorted.map(([path, content]) => [path, textOf(content) ?? { base64: content.toString('base64') }]);
  return gzipSync(JSON.stringify(Object.fromEntries(contents)), { level: 9 });
}

/**
 * The files of the recorded version. A file whose content is missing or is not what the record names is left out: an update then
 * knows no common ancestor of it, and leaves every difference to the user.
 */
export function unpackBase(packed: Buffer | undefined, record: AppRecord): Files {
  const contents = packed === undefined ? {} : readPacked(packed);
  const files = new Map<string, Buffer>();
  for (const [path, digest] of Object.entries(record.files)) {
    const content = Object.hasOwn(contents, path) ? bytesOf(contents[path]) : undefined;
    if (content !== undefined && digestOf(content) === digest) files.set(path, content);
  }
  return files;
}

type Packed = z.infer<typeof schema>;

function bytesOf(content: Packed[string] | undefined): Buffer {
  return typeof content === 'object' ? Buffer.from(content.base64, 'base64') : Buffer.from(content ?? '');
}

function readPacked(packed: Buffer): Packed {
  try {
    return schema.parse(JSON.parse(gunzipSync(packed, { maxOutputLength: maxBaseBytes }).toString('utf8')));
  } catch {
    return {};
  }
}
