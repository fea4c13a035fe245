import { fields } from '../policy/field.ts';
import type { ActionConditions, AttributeTests, FindingConditions, Test } from '../policy/policy.ts';
import { compileListTest, compileTest } from './compile-test.ts';
import { conditionText, testText } from './condition-text.ts';
import { attributeOf, readerOf, type Facts } from './read-field.ts';
import { NO, opposite, YES, type Truth } from './truth.ts';

/** Conditions of either kind of rule. */
export type Conditions = FindingConditions & ActionConditions;

/** One of the conditions that must all hold. */
export interface Conjunct {
  readonly check: (facts: Facts) => Truth;
  /** In words, for people: `label is "CREDIT_CARD"`. */
  readonly text: string;
  /** What is tested, when it is a field alone. */
  readonly field?: string | undefined;
  readonly test?: Test | undefined;
}

/** Takes conditions apart into those that must all hold. */
export function compileConditions(conditions: Conditions): readonly Conjunct[] {
  const conjuncts: Conjunct[] = [];
  for (const [key, value] of Object.entries(conditions) as [string, unknown][]) {
    if (value === undefined) continue;
    if (key === 'all') for (const inner of value as readonly Conditions[]) conjuncts.push(...compileConditions(inner));
    else if (key === 'any') conjuncts.push(compileAny(value as readonly Conditions[]));
    else if (key === 'not') conjuncts.push(compileNot(value as Conditions));
    else conjuncts.push(...compileField(key, value));
  }
  return conjuncts;
}

/** What conjuncts come to together. */
export function checkAll(conjuncts: readonly Conjunct[], facts: Facts): Truth {
  let least = YES;
  for (const { check } of conjuncts) {
    const truth = check(facts);
    if (truth < least) least = truth;
    if (least === NO) return NO;
  }
  return least;
}

function compileAny(alternatives: readonly Conditions[]): Conjunct {
  const compiled = alternatives.map(compileConditions);
  return {
    text: conditionText({ any: alternatives }),
    check: (facts) => {
      let most = NO;
      for (const conjuncts of compiled) {
        const truth = checkAll(conjuncts, facts);
        if (truth > most) most = truth;
        if (most === YES) return YES;
      }
      return most;
    },
  };
}

function compileNot(conditions: Conditions): Conjunct {
  const conjuncts = compileConditions(conditions);
  return { text: conditionText({ not: conditions }), check: (facts) => opposite(checkAll(conjuncts, facts)) };
}

function compileField(name: string, value: unknown): Conjunct[] {
  const type = fields[name]?.type;
  const read = readerOf(name);
  if (type === 'string-record' || type === 'value-record') {
    return Object.entries(value as AttributeTests).map(([attribute, test]) => {
      const check = compileTest(test);
      return {
        text: testText(`${name}.${attribute}`, test),
        check: (facts) => check(attributeOf(read(facts), attribute), facts),
      };
    });
  }
  const test = value as Test;
  const check = type === 'strings' ? compileListTest(test) : compileTest(test);
  return [{ text: testText(name, test), field: name, test, check: (facts) => check(read(facts), facts) }];
}
