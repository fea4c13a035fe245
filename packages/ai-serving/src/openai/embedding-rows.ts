import { AiError } from '@org/ai-core';
import { asList, asRecord } from './json-record.ts';

/**
 * Reads the rows of an embeddings answer into `target`, ordered by their index and scaled to unit length.
 *
 * @throws AiError `protocol` when a row is missing, repeated, of another width, not finite or all zeros
 */
export function readVectors(data: unknown, target: Float32Array, dimensions: number): void {
  const rows = asList(data);
  const expected = target.length / dimensions;
  if (rows.length !== expected) {
    throw new AiError('protocol', `the server gave ${String(rows.length)} embeddings for ${String(expected)} texts`);
  }
  const seen = new Set<number>();
  rows.forEach((value, position) => {
    const row = asRecord(value);
    const index = row?.['index'] ?? position;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= expected || seen.has(index)) {
      throw new AiError('protocol', 'the server numbered its embeddings wrongly: an index is repeated or out of range');
    }
    seen.add(index);
    const numbers = asList(row?.['embedding']);
    if (numbers.length !== dimensions) {
      throw new AiError(
        'protocol',
        `the server gave vectors of ${String(numbers.length)} dimensions, not ${String(dimensions)}; check model and dimensions`,
      );
    }
    writeUnitRow(numbers, target.subarray(index * dimensions, (index + 1) * dimensions));
  });
}

function writeUnitRow(numbers: readonly unknown[], row: Float32Array): void {
  let squares = 0;
  for (const number of numbers) {
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw new AiError('protocol', 'the server gave an embedding that is not all numbers');
    squares += number * number;
  }
  const length = Math.sqrt(squares);
  if (!(length > 0 && Number.isFinite(length)))
    throw new AiError('protocol', 'the server gave an embedding without a direction (all zeros, or too large)');
  numbers.forEach((number, at) => {
    row[at] = (number as number) / length;
  });
}
