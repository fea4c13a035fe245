import { Readable } from 'node:stream';
import type { CsvError } from 'csv-parse';
import { createTimeSlice } from '../../internal/time-slice.ts';
import { lineAt } from '../../structure/lines.ts';
import { missingPackage, type Body, type BodyLimits, type NoBody } from '../body.ts';
import { createRowWriter } from './row-writer.ts';

const pieceLength = 16_384;
const separators = [',', ';', '\t'] as const;
type Separator = (typeof separators)[number];

/** Reads a table whose first row names the columns. A row with another number of values, or with quotes that do not fit, is reported and passed over. */
export async function readCsv(
  text: string,
  separator: Separator | undefined,
  limits: BodyLimits,
): Promise<Body | NoBody> {
  const parse = await import('csv-parse').then(
    (module) => module.parse,
    () => undefined,
  );
  if (parse === undefined) return missingPackage('csv-parse', 'CSV and TSV');
  const writer = createRowWriter(limits, 'line');
  let openQuote: number | undefined;
  const onSkip = (error: CsvError | undefined): undefined => {
    const line = Number(error?.['lines']);
    if (error?.code === 'CSV_QUOTE_NOT_CLOSED') openQuote = line;
    writer.bad(line);
  };
  const parser = parse({
    bom: true,
    delimiter: separator ?? separatorOf(text),
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: onSkip,
  });
  const source = Readable.from(piecesOf(text));
  const slice = createTimeSlice();
  let names: readonly string[] | undefined;
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<readonly string[]>) {
      if (slice.isOver()) await slice.next();
      if (limits.signal?.aborted === true) break;
      if (names === undefined) names = record.map((name, index) => name.trim() || `column ${String(index + 1)}`);
      else if (!writer.row(record.map((value, index) => [names?.[index] ?? '', value]))) break;
    }
  } catch {
    return { reason: 'damaged', message: 'the table does not parse; mend the file' };
  } finally {
    source.destroy();
    parser.destroy();
  }
  const body = writer.finish();
  if (openQuote === undefined || 'reason' in body) return body;
  const message = `a quote is not closed up to line ${String(openQuote)}, the last one: rows behind it are missing; mend the file`;
  return { ...body, problems: [...(body.problems ?? []), { code: 'bad-rows', message }] };
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
}

/** What stands most often between the names of the columns, outside of quotes. */
function separatorOf(text: string): Separator {
  const { start, end } = lineAt(text, 0);
  const counts: Record<Separator, number> = { ',': 0, ';': 0, '\t': 0 };
  let isQuoted = false;
  for (const character of text.slice(start, Math.min(end, pieceLength))) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && isSeparator(character)) counts[character]++;
  }
  return separators.reduce((best, each) => (counts[each] > counts[best] ? each : best));
}

function isSeparator(character: string): character is Separator {
  return character === ',' || character === ';' || character === '\t';
}
