import type { JsonValue } from '@org/ai-core';
import { compileFilter, type MetadataFilter } from '../search/metadata-filter.ts';

/** Collects the values of a statement; each becomes a parameter. */
export interface Parameters {
  readonly values: unknown[];
  /** The placeholder of a value. */
  add(value: unknown): string;
}

/** Makes a collector that begins after the values that a statement has already. */
export function createParameters(values: readonly unknown[]): Parameters {
  const all = [...values];
  return { values: all, add: (value) => `$${all.push(value)}` };
}

/**
 * A filter as a condition on the column `metadata` of the table `d`, with the meaning that {@link MetadataFilter} has in memory. Fields and values are parameters; nothing of the filter becomes text of the statement.
 *
 * @throws AiError `invalid-input` that names the place in the filter
 */
export function whereSql(filter: MetadataFilter, parameters: Parameters): string {
  compileFilter(filter);
  return conditionSql(filter, parameters);
}

function conditionSql(filter: MetadataFilter, parameters: Parameters): string {
  const all = (list: readonly MetadataFilter[], joiner: string): string =>
    `(${list.map((each) => conditionSql(each, parameters)).join(joiner)})`;
  if ('and' in filter) return all(filter.and, ' and ');
  if ('or' in filter) return all(filter.or, ' or ');
  if ('not' in filter) return `not ${conditionSql(filter.not, parameters)}`;
  const field = `(d.metadata -> ${parameters.add(filter.field)}::text)`;
  const some = (test: string): string =>
    `exists (select from jsonb_array_elements(case jsonb_typeof(${field}) when 'array' then ${field} when 'null' then '[]' else coalesce(jsonb_build_array(${field}), '[]') end) v where ${test})`;
  // A field that is not there is null for SQL: it has no values.
  const present = (test: string): string => `(${field} is not null and ${some(test)})`;
  if ('exists' in filter) return filter.exists ? present('true') : `not ${present('true')}`;
  if ('equals' in filter) return present(`v = ${json(parameters, filter.equals)}`);
  if ('oneOf' in filter)
    return filter.oneOf.length === 0
      ? present('false')
      : present(`v in (${filter.oneOf.map((value) => json(parameters, value)).join(', ')})`);
  const { atLeast, atMost } = filter;
  const tests = [
    ...(atLeast === undefined ? [] : [limitSql(parameters, atLeast, '>=')]),
    ...(atMost === undefined ? [] : [limitSql(parameters, atMost, '<=')]),
  ];
  return present(tests.join(' and '));
}

function json(parameters: Parameters, value: JsonValue): string {
  return `${parameters.add(JSON.stringify(value))}::jsonb`;
}

function limitSql(parameters: Parameters, limit: number | string, operator: string): string {
  return typeof limit === 'number'
    ? `case when jsonb_typeof(v) = 'number' then (v #>> '{}')::numeric ${operator} ${parameters.add(String(limit))}::numeric else false end`
    : `case when jsonb_typeof(v) = 'string' then (v #>> '{}') collate "C" ${operator} ${parameters.add(limit)}::text else false end`;
}
