import { createTimeSlice } from '../../internal/time-slice.ts';
import { isBlankLine } from '../../structure/block.ts';
import { linesOf } from '../../structure/lines.ts';
import type { Body, BodyLimits, NoBody } from '../body.ts';
import { createRowWriter, type Field } from './row-writer.ts';

/** Reads JSON: each item of a list is a row, anything else one row. Names of nested values are joined by dots. */
export async function readJson(text: string, limits: BodyLimits): Promise<Body | NoBody> {
  const parsed = parse(text);
  if (parsed === undefined) return { reason: 'damaged', message: 'the JSON does not parse; mend the file' };
  const writer = createRowWriter(limits, 'item');
  const slice = createTimeSlice();
  const items: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  for (const item of items) {
    if (slice.isOver()) await slice.next();
    if (!writer.row(fieldsOf(item, limits.maxTextLength))) break;
  }
  return writer.finish();
}

/** Reads JSON Lines: each line is a row. A line that does not parse is reported and passed over. */
export async function readJsonLines(text: string, limits: BodyLimits): Promise<Body | NoBody> {
  const writer = createRowWriter(limits, 'line');
  const slice = createTimeSlice();
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (slice.isOver()) await slice.next();
    if (isBlankLine(text, line)) continue;
    const parsed = parse(text.slice(line.start, line.end));
    if (parsed === undefined) writer.bad(number);
    else if (!writer.row(fieldsOf(parsed.value, limits.maxTextLength))) break;
  }
  return writer.finish();
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as unknown };
  } catch {
    return undefined;
  }
}

const longestPath = 200;

/** Iterative, since a recursive walk would overflow on nested values. Stops a little behind the longest text, which the writer then refuses. */
function fieldsOf(item: unknown, maxLength: number): readonly Field[] {
  const fields: Field[] = [];
  let length = 0;
  const stack: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: item }];
  for (let step = stack.pop(); step !== undefined && length <= maxLength; step = stack.pop()) {
    const { path, value } = step;
    const isList = Array.isArray(value);
    if (typeof value !== 'object' || value === null || (isList && !value.some(isNested))) {
      const words = isList ? value.map(wordsOf).join(', ') : wordsOf(value);
      fields.push([path === '' ? 'value' : path, words]);
      length += path.length + words.length;
      continue;
    }
    const inner: readonly (readonly [string, unknown])[] = Object.entries(value);
    for (let index = inner.length - 1; index >= 0; index--) {
      const [name, child] = inner[index] ?? ['', undefined];
      stack.push({ path: (path === '' ? name : `${path}.${name}`).slice(0, longestPath), value: child });
    }
  }
  return fields;
}

function isNested(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}
