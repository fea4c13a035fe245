import type { TextManifest } from './text-manifest.ts';
import { normaliseRows, poolRows } from './pool-rows.ts';

/** The output of a run as it came: row-major data and its shape. */
export interface RawOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Values of each row after the task's last step, and which rows are no numbers. */
export interface FinishedRows {
  readonly values: Float32Array<ArrayBuffer>;
  readonly widths: Uint32Array<ArrayBuffer>;
  readonly invalid: Uint8Array<ArrayBuffer>;
}

/** The shape that a task needs of a model's output, in words, or undefined when it is the right one. */
export function wrongShape(
  manifest: TextManifest,
  dims: readonly number[],
  rows: number,
  longest: number,
): string | undefined {
  const expected = shapeOf(manifest, rows, longest);
  const isRight = dims.length === expected.length && expected.every((size, axis) => dims[axis] === size);
  return isRight ? undefined : `its output has the shape [${dims.join(', ')}] where [${expected.join(', ')}] is needed`;
}

function shapeOf(manifest: TextManifest, rows: number, longest: number): readonly number[] {
  switch (manifest.task) {
    case 'embedding':
      return manifest.pooling === 'none' ? [rows, manifest.dimensions] : [rows, longest, manifest.dimensions];
    case 'reranking':
      return [rows, 1];
    case 'classification':
      return [rows, manifest.labels.length];
    case 'tagging':
      return [rows, longest, manifest.labels.length];
  }
}

/** Turns the output of a batch, whose shape was checked, into what the task returns for each row. */
export function finishRows(
  manifest: TextManifest,
  { data }: RawOutput,
  lengths: Uint32Array,
  longest: number,
): FinishedRows {
  if (manifest.task === 'embedding') {
    const { dimensions, pooling } = manifest;
    const values = pooling === 'none' ? Float32Array.from(data) : new Float32Array(lengths.length * dimensions);
    if (pooling !== 'none') poolRows(data, lengths, longest, dimensions, pooling, values);
    return {
      values,
      widths: new Uint32Array(lengths.length).fill(dimensions),
      invalid: normaliseRows(values, dimensions),
    };
  }
  if (manifest.task === 'tagging') return withoutPadding(data, lengths, longest, manifest.labels.length);
  const width = data.length / lengths.length;
  const values = Float32Array.from(data);
  const widths = new Uint32Array(lengths.length).fill(width);
  return { values, widths, invalid: notFinite(values, widths) };
}

function withoutPadding(data: Float32Array, lengths: Uint32Array, longest: number, labels: number): FinishedRows {
  const widths = lengths.map((length) => length * labels);
  const values = new Float32Array(widths.reduce((sum, width) => sum + width, 0));
  let at = 0;
  for (const [row, width] of widths.entries()) {
    const from = row * longest * labels;
    values.set(data.subarray(from, from + width), at);
    at += width;
  }
  return { values, widths, invalid: notFinite(values, widths) };
}

function notFinite(values: Float32Array, widths: Uint32Array): Uint8Array<ArrayBuffer> {
  const invalid = new Uint8Array(widths.length);
  let at = 0;
  for (const [row, width] of widths.entries()) {
    for (const end = at + width; at < end; at += 1) if (!Number.isFinite(values[at])) invalid[row] = 1;
  }
  return invalid;
}
