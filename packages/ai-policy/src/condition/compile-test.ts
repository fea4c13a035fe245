import type { Test, TestOperators, TestValue } from '../policy/policy.ts';
import { readerOf, type Facts } from './read-field.ts';
import { NO, UNCHECKED, YES, type Truth } from './truth.ts';

/** Checks a value; `facts` are there for comparisons with another field. */
type Check = (value: unknown, facts: Facts) => Truth;

/** Makes a test of one value executable. */
export function compileTest(test: Test): Check {
  const checks = [...checksOf(test)];
  const [only] = checks;
  if (checks.length === 1 && only !== undefined) return only;
  return (value, facts) => {
    let least = YES;
    for (const check of checks) {
      const truth = check(value, facts);
      if (truth < least) least = truth;
      if (least === NO) return NO;
    }
    return least;
  };
}

/** A test of a list: one of its entries passes. */
export function compileListTest(test: Test): Check {
  const operators = operatorsOf(test);
  const { exists, ...rest } = operators;
  const check = Object.values(rest).some((operand) => operand !== undefined) ? compileTest(rest) : undefined;
  return (value, facts) => {
    if (value !== undefined && !Array.isArray(value)) return UNCHECKED;
    const entries: readonly unknown[] = value ?? [];
    if (exists !== undefined && exists !== entries.length > 0) return NO;
    if (check === undefined) return YES;
    let most = NO;
    for (const entry of entries) {
      const truth = check(entry, facts);
      if (truth > most) most = truth;
      if (most === YES) return YES;
    }
    return most;
  };
}

/** A test in its long form. */
export function operatorsOf(test: Test): TestOperators {
  if (Array.isArray(test)) return { in: test as readonly TestValue[] };
  return typeof test === 'object' ? (test as TestOperators) : { is: test };
}

function* checksOf(test: Test): Generator<Check> {
  const operators = operatorsOf(test);
  const { is, startsWith, above, atLeast, below, atMost, exists, sameAs } = operators;
  if (is !== undefined) yield (value) => equals(value, is);
  if (operators.in !== undefined) yield oneOf(operators.in);
  if (startsWith !== undefined) yield (value) => stringTest(value, (text) => text.startsWith(startsWith));
  if (above !== undefined) yield (value) => numberTest(value, (number) => number > above);
  if (atLeast !== undefined) yield (value) => numberTest(value, (number) => number >= atLeast);
  if (below !== undefined) yield (value) => numberTest(value, (number) => number < below);
  if (atMost !== undefined) yield (value) => numberTest(value, (number) => number <= atMost);
  if (exists !== undefined) yield (value) => (isThere(value) === exists ? YES : NO);
  if (sameAs !== undefined) {
    const read = readerOf(sameAs);
    yield (value, facts) => (isThere(value) ? equals(value, read(facts)) : NO);
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

// A value of another type than the policy expects is not taken for a different value: "3" must not slip past a rule about 3.
function equals(value: unknown, operand: unknown): Truth {
  if (value === operand) return YES;
  return isThere(value) && typeof value !== typeof operand ? UNCHECKED : NO;
}

function oneOf(operands: readonly TestValue[]): Check {
  const set: ReadonlySet<unknown> = new Set(operands);
  const types = new Set(operands.map((operand) => typeof operand));
  return (value) => {
    if (set.has(value)) return YES;
    return isThere(value) && !types.has(typeof value) ? UNCHECKED : NO;
  };
}

function stringTest(value: unknown, holds: (text: string) => boolean): Truth {
  if (typeof value === 'string') return holds(value) ? YES : NO;
  return isThere(value) ? UNCHECKED : NO;
}

function numberTest(value: unknown, holds: (number: number) => boolean): Truth {
  if (typeof value !== 'number' || Number.isNaN(value)) return UNCHECKED;
  return holds(value) ? YES : NO;
}
