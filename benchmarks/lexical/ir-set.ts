import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SourceDocument } from '../../packages/ai-core/src/index.ts';
import type { BenchmarkRun } from '../harness/benchmark.ts';

/** A test collection: documents, queries, and which documents answer them. */
export interface IrSet {
  readonly name: string;
  readonly documents: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  /** Judged ones alone, with their row in the file. */
  readonly queries: readonly { readonly id: string; readonly text: string; readonly index: number }[];
  /** Grades above 0, by query and document. */
  readonly judgements: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** The file of the queries, relative to the data folder. */
  readonly file: string;
}

const parts = ['docs.jsonl', 'queries.jsonl', 'qrels.jsonl'];

/** Every test collection at or below the data folder. */
export function irSets(run: BenchmarkRun): readonly IrSet[] {
  const { dataDirectory } = run;
  if (dataDirectory === undefined) return [];
  const folders = readdirSync(dataDirectory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === 'qrels.jsonl')
    .map((entry) => dirname(join(entry.parentPath, entry.name)))
    .filter((folder) => parts.every((part) => existsSync(join(folder, part))));
  if (folders.length === 0) run.progress(`${dataDirectory} holds no set with ${parts.join(', ')}`);
  return [...new Set(folders)].sort().map((folder) => readSet(folder, dataDirectory, run));
}

function readSet(folder: string, root: string, run: BenchmarkRun): IrSet {
  for (const part of parts) run.scored.add(relative(root, join(folder, part)));
  const judgements = new Map<string, Map<string, number>>();
  for (const { query, doc, relevance } of readRows(join(folder, 'qrels.jsonl'))) {
    const grades = judgements.get(String(query)) ?? new Map<string, number>();
    judgements.set(String(query), grades);
    if (relevance > 0) grades.set(String(doc), relevance);
  }
  const queries = readRows(join(folder, 'queries.jsonl')).map(({ id, text }, index) => ({
    id: String(id),
    text,
    index,
  }));
  return {
    name: relative(root, folder).split(/[\\/]/).at(-1) ?? 'set',
    documents: readRows(join(folder, 'docs.jsonl')).map(({ id, title = '', text }) => ({
      id: String(id),
      title,
      text,
    })),
    queries: queries.filter(({ id }) => (judgements.get(id)?.size ?? 0) > 0),
    judgements,
    file: relative(root, join(folder, 'queries.jsonl')),
  };
}

/** The documents of a set as our index takes them: readable by the whole tenant. */
export async function* sourcesOf({ documents }: IrSet): AsyncGenerator<SourceDocument> {
  for (const { id, title, text } of documents) {
    await Promise.resolve();
    yield {
      id,
      tenant: 'bench',
      uri: id,
      mediaType: 'text/plain',
      text,
      ...(title === '' ? {} : { title }),
      acl: { allow: ['tenant'] },
    };
  }
}

/** A row; which of the keys are there depends on the file. */
interface Row {
  readonly id: string | number;
  readonly title?: string | undefined;
  readonly text: string;
  readonly query: string | number;
  readonly doc: string | number;
  readonly relevance: number;
}

/** Rows of a JSON Lines file. */
function readRows(file: string): readonly Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
