import { checkKeys, isRecord, type ReportIssue } from './check-value.ts';
import { didYouMean } from './did-you-mean.ts';
import type { RuleKind } from './effect.ts';
import { comparableFields, fieldNames, fieldOf, fields, MAX_DEPTH, operators, type Field } from './field.ts';

type Path = readonly (string | number)[];

/** Reports what is wrong with the conditions of a rule. */
export function checkConditions(value: unknown, kind: RuleKind, path: Path, report: ReportIssue, depth = 0): void {
  if (depth > MAX_DEPTH) {
    report(path, `all, any and not are nested deeper than ${MAX_DEPTH}; split the rule`);
    return;
  }
  if (!isRecord(value)) {
    report(path, 'must be an object of fields, all, any and not');
    return;
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  if (keys.length === 0) {
    report(path, 'is empty; leave it out where the rule applies always');
    return;
  }
  const known = fieldNames(kind);
  for (const key of keys) {
    const inner = value[key];
    const at = [...path, key];
    if (key === 'not') checkConditions(inner, kind, at, report, depth + 1);
    else if (key === 'all' || key === 'any') {
      if (!Array.isArray(inner) || inner.length === 0) report(at, 'must be a list of at least one set of conditions');
      else for (const [index, one] of inner.entries()) checkConditions(one, kind, [...at, index], report, depth + 1);
    } else if (known.includes(key)) checkField(inner, fieldOf(key), at, report);
    else if (Object.hasOwn(fields, key)) report(at, `is no field of rules for: ${kind}`);
    else report(at, `unknown field; ${didYouMean(key, [...known, 'all', 'any', 'not'])}`);
  }
}

function checkField(value: unknown, field: Field, path: Path, report: ReportIssue): void {
  if (field.type !== 'string-record' && field.type !== 'value-record') {
    checkTest(value, field, path, report);
    return;
  }
  if (!isRecord(value) || Object.keys(value).length === 0) {
    report(path, 'must be an object of tests by the name of an attribute');
    return;
  }
  for (const [name, test] of Object.entries(value)) {
    if (name === '__proto__') report([...path, name], 'is no name for an attribute');
    else checkTest(test, field, [...path, name], report);
  }
}

function checkTest(test: unknown, field: Field, path: Path, report: ReportIssue): void {
  if (Array.isArray(test)) {
    checkValues(test, field, path, report);
    return;
  }
  if (!isRecord(test)) {
    checkValue(test, field, path, report);
    return;
  }
  const given = Object.entries(test).filter(([, operand]) => operand !== undefined);
  const known = Object.keys(operators).filter((name) => operators[name]?.includes(field.type) === true);
  checkKeys(Object.fromEntries(given), known, path, report);
  if (given.length === 0) {
    report(path, `needs an operator: ${known.join(', ')}`);
    return;
  }
  for (const [name, operand] of given)
    if (known.includes(name)) checkOperand(name, operand, field, [...path, name], report);
}

function checkOperand(name: string, operand: unknown, field: Field, path: Path, report: ReportIssue): void {
  switch (name) {
    case 'is': {
      checkValue(operand, field, path, report);
      return;
    }
    case 'in':
      if (!Array.isArray(operand)) {
        report(path, 'must be a list of values');
        return;
      }
      {
        checkValues(operand, field, path, report);
        return;
      }
    case 'startsWith':
      if (typeof operand !== 'string' || operand === '') report(path, 'must be a string that is not empty');
      return;
    case 'exists':
      if (typeof operand !== 'boolean') report(path, 'must be true or false');
      return;
    case 'sameAs':
      if (!comparableFields.some((other) => other === operand))
        report(path, `must be ${comparableFields.join(' or ')}`);
      return;
    default:
      if (typeof operand !== 'number' || !Number.isFinite(operand)) report(path, 'must be a finite number');
  }
}

function checkValues(values: readonly unknown[], field: Field, path: Path, report: ReportIssue): void {
  if (values.length === 0) report(path, 'is an empty list, which nothing is in; name at least one value');
  for (const [index, value] of values.entries()) checkValue(value, field, [...path, index], report);
}

function checkValue(value: unknown, field: Field, path: Path, report: ReportIssue): void {
  if (field.type === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) report(path, 'must be a finite number');
  } else if (field.type === 'value-record') {
    const isValue = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    if (!isValue) report(path, 'must be a string, a finite number, true or false');
  } else if (typeof value !== 'string') {
    report(
      path,
      typeof value === 'number' || typeof value === 'boolean'
        ? 'must be a string; write it in quotes'
        : 'must be a string',
    );
  } else if (field.values?.includes(value) === false) {
    report(path, `can only be ${field.values.join(', ')}; ${didYouMean(value, field.values)}`);
  }
}
