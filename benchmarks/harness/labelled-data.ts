import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { BenchmarkRun } from './benchmark.ts';

/** One file of labelled rows. */
export interface LabelledFile<Row> {
  /** Path below the data folder, with `/` between names. */
  readonly file: string;
  /** Rows in their order in the file; `index` counts all lines from 0. */
  readonly rows: readonly { readonly index: number; readonly row: Row }[];
}

/**
 * Every `.jsonl` file below the data folder in which at least one line has the format asked for; other lines are left out.
 * What is found counts as scored.
 */
export function labelledFiles<Row>(run: BenchmarkRun, read: (row: unknown) => Row | undefined): LabelledFile<Row>[] {
  const { dataDirectory, scored } = run;
  if (dataDirectory === undefined) return [];
  const found: LabelledFile<Row>[] = [];
  for (const path of jsonLinesBelow(dataDirectory)) {
    const file = relative(dataDirectory, path).split(sep).join('/');
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const rows = lines.flatMap((line, index) => {
      const row = read(parse(line));
      return row === undefined ? [] : [{ index, row }];
    });
    if (rows.length === 0) continue;
    scored.add(file);
    found.push({ file, rows });
  }
  return found;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function jsonLinesBelow(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return jsonLinesBelow(path);
      return name.endsWith('.jsonl') ? [path] : [];
    });
}
