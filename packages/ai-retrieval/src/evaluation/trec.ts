import { AiError } from '@org/ai-core';

/** One document of a ranking. */
export interface RankedDocument {
  readonly document: string;
  readonly score: number;
}

/** Rankings by query id. */
export type RetrievalRun = ReadonlyMap<string, readonly RankedDocument[]>;

/** Grades of the judged documents by query id: above 0 is relevant, 0 and below is judged not to be. */
export type Judgements = ReadonlyMap<string, ReadonlyMap<string, number>>;

const blank = /\s/;
const runTag = 'ai-retrieval';

/**
 * Reads a TREC run: lines of `query Q0 document rank score tag`. As trec_eval does, the rank column is not believed: documents are ordered by score, equal scores by document id, the greater one first.
 *
 * @throws AiError `invalid-input` with the number of the line that cannot be read, or that repeats a document of its query
 */
export function parseTrecRun(text: string): RetrievalRun {
  const run = new Map<string, Map<string, number>>();
  for (const { fields, line } of rowsOf(text, 6, 'query Q0 document rank score tag')) {
    const [query = '', , document = '', , score = ''] = fields;
    addOnce(run, query, document, numberOf(score, 'score', line), line);
  }
  return new Map(
    [...run].map(([query, scores]) => [query, inOrder([...scores].map(([document, score]) => ({ document, score })))]),
  );
}

/**
 * Writes a TREC run. Ranks count from 1 in the order that trec_eval would make of the scores.
 *
 * @throws AiError `invalid-input` when an id or the tag is empty or holds a blank: the format has no way to write it
 */
export function formatTrecRun(run: RetrievalRun, tag: string = runTag): string {
  demandToken(tag, 'tag');
  const lines: string[] = [];
  for (const [query, ranking] of run) {
    demandToken(query, 'query id');
    for (const [index, { document, score }] of inOrder(ranking).entries()) {
      demandToken(document, 'document id');
      lines.push(`${query} Q0 ${document} ${String(index + 1)} ${String(score)} ${tag}\n`);
    }
  }
  return lines.join('');
}

/**
 * Reads TREC judgements (qrels): lines of `query iteration document grade`.
 *
 * @throws AiError `invalid-input` with the number of the line that cannot be read, or that judges a document again
 */
export function parseTrecQrels(text: string): Judgements {
  const judgements = new Map<string, Map<string, number>>();
  for (const { fields, line } of rowsOf(text, 4, 'query iteration document grade')) {
    const [query = '', , document = '', grade = ''] = fields;
    const value = numberOf(grade, 'grade', line);
    if (!Number.isInteger(value))
      throw new AiError('invalid-input', `line ${String(line)}: the grade must be a whole number`);
    addOnce(judgements, query, document, value, line);
  }
  return judgements;
}

/** Writes TREC judgements. @throws AiError `invalid-input` for an id that the format cannot hold, or a grade that is no whole number */
export function formatTrecQrels(judgements: Judgements): string {
  const lines: string[] = [];
  for (const [query, grades] of judgements) {
    demandToken(query, 'query id');
    for (const [document, grade] of grades) {
      demandToken(document, 'document id');
      if (!Number.isInteger(grade)) throw new AiError('invalid-input', 'a grade must be a whole number');
      lines.push(`${query} 0 ${document} ${String(grade)}\n`);
    }
  }
  return lines.join('');
}

/** The order of trec_eval: score, then document id, both descending. */
export function inOrder(ranking: readonly RankedDocument[]): readonly RankedDocument[] {
  return [...ranking].sort((a, b) => b.score - a.score || (a.document < b.document ? 1 : -1));
}

function* rowsOf(text: string, width: number, format: string): Generator<{ fields: string[]; line: number }> {
  let line = 0;
  for (const row of text.split('\n')) {
    line++;
    const trimmed = row.trim();
    if (trimmed === '') continue;
    const fields = trimmed.split(/\s+/);
    if (fields.length !== width) {
      throw new AiError('invalid-input', `line ${String(line)} must have ${String(width)} fields: ${format}`);
    }
    yield { fields, line };
  }
}

function addOnce(
  target: Map<string, Map<string, number>>,
  query: string,
  document: string,
  value: number,
  line: number,
): void {
  let of = target.get(query);
  if (of === undefined) target.set(query, (of = new Map<string, number>()));
  if (of.has(document)) {
    throw new AiError('invalid-input', `line ${String(line)} repeats a document of its query; keep one of the lines`);
  }
  of.set(document, value);
}

function numberOf(field: string, name: string, line: number): number {
  const value = Number(field);
  if (field !== '' && Number.isFinite(value)) return value;
  throw new AiError('invalid-input', `line ${String(line)}: the ${name} must be a finite number`);
}

function demandToken(value: string, name: string): void {
  if (value !== '' && !blank.test(value)) return;
  throw new AiError('invalid-input', `the ${name} must not be empty or hold a blank in a TREC file`);
}
