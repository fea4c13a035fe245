import { AiError } from '@org/ai-core';
import { layoutOf, type Layout } from './layout.ts';

/**
 * Vectors with their codes, column by column, without padding: what a segment file stores. Little-endian.
 * The codes of a row depend on that row alone, so columns are merged by copying rows.
 */
export interface VectorColumns {
  /** How the codes are made; columns of another version must be encoded anew. */
  readonly version: number;
  readonly dimensions: number;
  readonly rows: number;
  /** Unit-length float32 values: `rows * dimensions * 4` bytes. */
  readonly floats: Uint8Array;
  /** Signed bytes of the rotated vectors: `rows * dimensions` bytes. */
  readonly bytes: Uint8Array;
  /** Signs of the rotated vectors: `rows * ceil(dimensions / 64) * 8` bytes. */
  readonly bits: Uint8Array;
  /** One float32 per row that its byte codes are multiplied by: `rows * 4` bytes. */
  readonly scales: Uint8Array;
}

/** A column: where it lies in a block, how far its rows are apart there, and how many bytes of a row are stored. */
export interface Column {
  readonly name: 'floats' | 'bytes' | 'bits' | 'scales';
  readonly offset: number;
  readonly stride: number;
  readonly width: number;
}

/** The four columns of a layout. */
export function columnsOf(layout: Layout): readonly Column[] {
  const { dimensions } = layout;
  return [
    { name: 'floats', offset: 0, stride: layout.floatStride, width: dimensions * 4 },
    { name: 'bytes', offset: layout.bytesOffset, stride: layout.byteStride, width: dimensions },
    { name: 'bits', offset: layout.bitsOffset, stride: layout.bitStride, width: layout.bitStride },
    { name: 'scales', offset: layout.scalesOffset, stride: 4, width: 4 },
  ];
}

/** Empty columns for so many rows, to be filled. */
export function allocateColumns(dimensions: number, rows: number): VectorColumns {
  const allocate = (width: number): Uint8Array => new Uint8Array(rows * width);
  return {
    version: 1,
    dimensions,
    rows,
    floats: allocate(dimensions * 4),
    bytes: allocate(dimensions),
    bits: allocate(layoutOf(dimensions).bitStride),
    scales: allocate(4),
  };
}

/** @throws AiError `integrity` when a column is not as long as its rows need, or was made by another version */
export function checkColumns(columns: VectorColumns, dimensions: number): void {
  if (columns.version !== 1)
    throw damaged('version', 'were made by another version of the codes; encode the vectors anew');
  if (columns.dimensions !== dimensions)
    throw damaged(
      'dimensions',
      `are of ${columns.dimensions} dimensions where the index holds ${dimensions}; use one embedding model`,
    );
  for (const { name, width } of columnsOf(layoutOf(dimensions))) {
    if (columns[name].length !== columns.rows * width)
      throw damaged(
        name,
        `hold ${columns[name].length} bytes where ${columns.rows} rows need ${columns.rows * width}; restore the file`,
      );
  }
}

function damaged(field: string, what: string): AiError {
  return new AiError('integrity', `the vector columns (${field}) ${what}`);
}

/**
 * Puts rows of several columns one after the other, as compaction does: codes are copied, nothing is computed.
 *
 * @param parts - columns, each with the rows to keep in ascending order; all of them when left out
 * @throws AiError `integrity` when columns differ in their dimensions or are damaged, `invalid-input` for a row that is not there
 */
export function mergeColumns(
  dimensions: number,
  parts: readonly { readonly columns: VectorColumns; readonly keep?: Uint32Array | undefined }[],
): VectorColumns {
  for (const { columns } of parts) checkColumns(columns, dimensions);
  const total = parts.reduce((sum, { columns, keep }) => sum + (keep?.length ?? columns.rows), 0);
  const merged = allocateColumns(dimensions, total);
  let row = 0;
  for (const { columns, keep } of parts) {
    for (const { name, width } of columnsOf(layoutOf(dimensions))) {
      if (keep === undefined) merged[name].set(columns[name], row * width);
      else copyRows(columns, name, width, keep, merged[name], row);
    }
    row += keep?.length ?? columns.rows;
  }
  return merged;
}

function copyRows(
  columns: VectorColumns,
  name: Column['name'],
  width: number,
  keep: Uint32Array,
  target: Uint8Array,
  start: number,
): void {
  for (const [index, row] of keep.entries()) {
    if (row >= columns.rows)
      throw new AiError('invalid-input', `keep: row ${row} is not one of the ${columns.rows} rows of its columns`);
    target.set(columns[name].subarray(row * width, (row + 1) * width), (start + index) * width);
  }
}
