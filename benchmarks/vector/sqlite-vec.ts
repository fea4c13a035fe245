import { DatabaseSync } from 'node:sqlite';
import { hits, type Contender } from './contender.ts';
import { maskNames, type VectorSet } from './vector-set.ts';

/** Exact, in SQLite; masks are its boolean metadata columns. */
export async function openSqliteVec({ vectors, dimensions, count, masks }: VectorSet): Promise<Contender> {
  const name = 'sqlite-vec';
  const { getLoadablePath } = (await import(name)) as { readonly getLoadablePath: () => string };
  const startedMs = performance.now();
  const database = new DatabaseSync(':memory:', { allowExtension: true });
  database.loadExtension(getLoadablePath());
  const filtered = maskNames.filter((mask) => masks[mask] !== undefined);
  database.exec(
    `create virtual table v using vec0(e float[${dimensions}] distance_metric=cosine, ${filtered.map((mask) => `m_${mask} boolean`).join(', ')})`,
  );
  const insert = database.prepare(
    `insert into v values (${['?', '?', ...filtered.map(() => '?')].join(', ')})`.replace(
      'into v',
      `into v(rowid, e, ${filtered.map((mask) => `m_${mask}`).join(', ')})`,
    ),
  );
  database.exec('begin');
  for (let row = 0; row < count; row++) {
    const vector = new Uint8Array(vectors.buffer, vectors.byteOffset + row * dimensions * 4, dimensions * 4);
    insert.run(BigInt(row), vector, ...filtered.map((mask) => BigInt(masks[mask]?.[row] ?? 0)));
  }
  database.exec('commit');
  const buildMs = performance.now() - startedMs;
  const select = Object.fromEntries(
    maskNames.map((mask) => [
      mask,
      database.prepare(
        `select rowid from v where e match ? and k = ${hits}${masks[mask] === undefined ? '' : ` and m_${mask} = 1`}`,
      ),
    ]),
  );
  return {
    buildMs,
    answers: {
      'sqlite-vec': (query, mask) => {
        const rows = select[mask]?.all(new Uint8Array(query.buffer, query.byteOffset, query.byteLength)) ?? [];
        return rows.map((row) => Number(row['rowid']));
      },
    },
    close: () => database.close(),
  };
}
