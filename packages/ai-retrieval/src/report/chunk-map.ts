import type { Acl } from '@org/ai-core';
import type { Analyser } from '../analysis/analyser.ts';
import type { LiveDocument, Partition } from '../index/partition.ts';
import { isEmbedded } from '../index/partition.ts';
import type { TextReader } from '../index/read-text.ts';
import { createTimeSlice } from '../internal/time-slice.ts';
import { chunkFields, chunkPath, chunkSpan, chunkWidth } from '../segment/segment.ts';
import { principalPlane } from './projection.ts';

/** A chunk in the plane. */
interface MapPoint {
  readonly x: number;
  readonly y: number;
  readonly document: string;
  readonly heading: string;
  /** First part of the document's id. */
  readonly source: string;
  readonly access: string;
}

/** The chunks of a tenant, and how long they are. */
export interface ChunkMap {
  readonly chunks: number;
  /** At most `mostPoints`, taken at even distances. */
  readonly points: readonly MapPoint[];
  /** By what nearness in the plane was decided. */
  readonly basis: 'vectors' | 'words';
  /** Index terms of each chunk's body. */
  readonly lengths: readonly number[];
}

const mostPoints = 4_000;
// Words have no vectors: each goes to one of so many places by its hash, which keeps texts with the same words near each other (Weinberger et al. 2009).
const wordPlaces = 256;

/** Lays the chunks of a tenant out in the plane: by their vectors, or by their words where there are none. */
export async function chunkMap(partition: Partition, texts: TextReader, analyser: Analyser): Promise<ChunkMap> {
  const slice = createTimeSlice();
  const all = [...partition.documents.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((document) =>
      Array.from({ length: document.content.chunkCount }, (_, at) => ({
        document,
        chunk: document.content.chunkStart + at,
      })),
    );
  const lengths = all.map(
    ({ document: { segment }, chunk }) => segment.chunks[chunk * chunkWidth + chunkFields.body] ?? 0,
  );
  const step = Math.max(1, all.length / mostPoints);
  const shown = Array.from({ length: Math.min(all.length, mostPoints) }, (_, at) => all[Math.floor(at * step)]).filter(
    (one) => one !== undefined,
  );
  const basis = isEmbedded(partition) && all.length > 0 ? 'vectors' : 'words';
  const dimensions = basis === 'vectors' ? (partition.manifest.embedding?.dimensions ?? 0) : wordPlaces;
  const rows = new Float32Array(shown.length * dimensions);
  for (const [at, { document, chunk }] of shown.entries()) {
    if (slice.isOver()) await slice.next();
    const row = rows.subarray(at * dimensions, (at + 1) * dimensions);
    if (basis === 'vectors') {
      const vectors = await partition.vectors[document.segmentIndex]?.read();
      row.set(vectors?.subarray(chunk * dimensions, (chunk + 1) * dimensions) ?? []);
    } else {
      const text = await texts.read(document.segment, document.content);
      const { start, end } = chunkSpan(document.segment, chunk);
      for (const term of analyser.terms(text.slice(start, end))) addWord(row, term);
    }
    normalise(row);
  }
  const plane = principalPlane(rows, dimensions);
  const points = shown.map(({ document, chunk }, at) => ({
    x: plane[2 * at] ?? 0,
    y: plane[2 * at + 1] ?? 0,
    document: document.id,
    heading: chunkPath(document.segment, document.content, chunk).join(' > '),
    source: sourceOf(document),
    access: accessOf(document.acl),
  }));
  return { chunks: all.length, points, basis, lengths };
}

function addWord(row: Float32Array, term: string): void {
  let hash = 2_166_136_261;
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 16_777_619);
  const place = (hash >>> 1) % row.length;
  row[place] = (row[place] ?? 0) + ((hash & 1) === 0 ? 1 : -1);
}

function normalise(row: Float32Array): void {
  const length = Math.hypot(...row);
  if (length > 0) for (let at = 0; at < row.length; at++) row[at] = (row[at] ?? 0) / length;
}

function sourceOf({ id }: LiveDocument): string {
  const at = id.indexOf('/');
  return at === -1 ? '(top level)' : id.slice(0, at);
}

function accessOf({ allow, deny = [], require = [] }: Acl): string {
  const parts = [allow.length === 0 ? 'nobody' : [...allow].sort().join(', ')];
  if (deny.length > 0) parts.push(`not ${[...deny].sort().join(', ')}`);
  if (require.length > 0) parts.push(`if ${require.map(({ attribute }) => attribute).join(', ')}`);
  return parts.join('; ');
}
