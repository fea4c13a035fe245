import { fields } from '../policy/field.ts';
import type { AttributeTests, Test } from '../policy/policy.ts';
import type { Conditions } from './compile-conditions.ts';
import { operatorsOf } from './compile-test.ts';

const words: Readonly<Record<string, string>> = {
  is: 'is',
  in: 'is one of',
  startsWith: 'starts with',
  above: 'is above',
  atLeast: 'is at least',
  below: 'is below',
  atMost: 'is at most',
  sameAs: 'is the same as',
};

/** A test in words: `score is at least 0.5 and below 0.9`. */
export function testText(name: string, test: Test): string {
  const parts = Object.entries(operatorsOf(test) as Readonly<Record<string, unknown>>)
    .filter(([, operand]) => operand !== undefined)
    .map(([operator, operand]) => {
      if (operator === 'exists') return operand === true ? 'is there' : 'is not there';
      const shown = operator === 'sameAs' ? String(operand) : JSON.stringify(operand);
      return `${words[operator] ?? operator} ${shown}`;
    });
  return `${name} ${parts.join(' and ')}`;
}

/** Conditions in words. */
export function conditionText(conditions: Conditions): string {
  const parts = (Object.entries(conditions) as [string, unknown][]).flatMap(([key, value]): string[] => {
    if (value === undefined) return [];
    if (key === 'all') return (value as readonly Conditions[]).map((inner) => `(${conditionText(inner)})`);
    if (key === 'any') return [`(${(value as readonly Conditions[]).map(conditionText).join(', or ')})`];
    if (key === 'not') return [`not (${conditionText(value as Conditions)})`];
    const type = fields[key]?.type;
    if (type !== 'string-record' && type !== 'value-record') return [testText(key, value as Test)];
    return Object.entries(value as AttributeTests).map(([name, test]) => testText(`${key}.${name}`, test));
  });
  return parts.join(' and ');
}
