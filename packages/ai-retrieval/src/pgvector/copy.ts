import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/** A value of a row: bytes, text, a number, or nothing. */
export type CopyValue = Uint8Array | string | number | boolean | null;

/**
 * Writes rows through COPY, in the caller's transaction: many times faster than an INSERT for each. They go by a temporary table, since COPY into a table with row level security is not to be had;
 * the wall is held when they are taken over.
 */
export async function copyRows(
  client: PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  const staging = `staging_${table.slice(table.indexOf('.') + 1)}`;
  const names = columns.join(', ');
  await client.query(`create temporary table ${staging} on commit drop as select ${names} from ${table} with no data`);
  await pipeline(Readable.from(pages(rows)), client.query(from(`copy ${staging} (${names}) from stdin`)));
  await client.query(`insert into ${table} (${names}) select ${names} from ${staging}`);
}

const pageUnits = 65_536;

/** Rows in COPY's text format, some tens of kilobytes at a time. */
function* pages(rows: Iterable<readonly CopyValue[]>): Generator<Buffer> {
  let page = '';
  for (const row of rows) {
    page += `${row.map(fieldOf).join('\t')}\n`;
    if (page.length < pageUnits) continue;
    yield Buffer.from(page);
    page = '';
  }
  if (page !== '') yield Buffer.from(page);
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function fieldOf(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return value.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character);
  if (value instanceof Uint8Array)
    return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  return String(value);
}
