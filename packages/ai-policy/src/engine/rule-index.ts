import { compileConditions, checkAll, type Conjunct } from '../condition/compile-conditions.ts';
import { operatorsOf } from '../condition/compile-test.ts';
import { readerOf, type Facts } from '../condition/read-field.ts';
import type { Truth } from '../condition/truth.ts';
import { effects, type RuleKind } from '../policy/effect.ts';
import { fields } from '../policy/field.ts';
import type { PolicyRule, PolicySet } from '../policy/policy.ts';

/** A rule ready to be checked. */
export interface CompiledRule {
  readonly id: string;
  readonly effect: string;
  readonly description: string | undefined;
  readonly conjuncts: readonly Conjunct[];
  check(facts: Facts): Truth;
}

/** Rules by strictness: the mildest first. */
type Ranks = readonly (readonly CompiledRule[])[];

/** Rules of one kind, found by the values of the fields that tell most of them apart. */
export interface RuleIndex {
  readonly rules: readonly CompiledRule[];
  /** Every rule that may match, and few others. */
  candidates(facts: Facts): readonly Ranks[];
}

const keys: Readonly<Record<RuleKind, readonly string[]>> = {
  finding: ['label', 'rule', 'rail', 'stage'],
  action: ['action', 'resource.id', 'resource.type'],
};

/** Puts every rule where the value of its most telling field leads to it: the one that it shares with the fewest rules. */
export function indexRules(policies: PolicySet, kind: RuleKind): RuleIndex {
  const order: readonly string[] = effects[kind];
  const compiled = policies.rules.filter((rule) => rule.for === kind).map(compileRule);
  const ranked = (rules: readonly CompiledRule[]): Ranks =>
    order.map((effect) => rules.filter((rule) => rule.effect === effect));

  const sharers = countSharers(compiled, kind);
  const lists = new Map<string, Map<string, CompiledRule[]>>(keys[kind].map((field) => [field, new Map()]));
  const rest: CompiledRule[] = [];
  for (const rule of compiled) {
    const place = mostTelling(rule, kind, sharers);
    if (place === undefined) rest.push(rule);
    else for (const value of place.values) append(lists, place.field, value, rule);
  }
  const used = [...lists]
    .filter(([, byValue]) => byValue.size > 0)
    .map(([field, byValue]) => ({
      read: readerOf(field),
      byValue: new Map([...byValue].map(([value, rules]) => [value, ranked(rules)])),
    }));
  const always = ranked(rest);

  return {
    rules: compiled,
    candidates(facts) {
      const found = rest.length === 0 ? [] : [always];
      for (const { read, byValue } of used) {
        const ranks = byValue.get(read(facts) as string);
        if (ranks !== undefined) found.push(ranks);
      }
      return found;
    },
  };
}

/** How many rules name each value of each field. */
function countSharers(rules: readonly CompiledRule[], kind: RuleKind): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const rule of rules) {
    for (const field of keys[kind]) {
      for (const value of valuesOf(rule, field) ?? []) {
        const key = `${field} ${value}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return counts;
}

function mostTelling(
  rule: CompiledRule,
  kind: RuleKind,
  sharers: ReadonlyMap<string, number>,
): { readonly field: string; readonly values: ReadonlySet<string> } | undefined {
  return keys[kind]
    .flatMap((field) => {
      const values = valuesOf(rule, field);
      return values === undefined ? [] : [{ field, values }];
    })
    .map(({ field, values }) => ({
      field,
      values,
      most: [...values].reduce((most, value) => Math.max(most, sharers.get(`${field} ${value}`) ?? 0), 0),
    }))
    .sort((a, b) => a.most - b.most)[0];
}

function append(
  lists: ReadonlyMap<string, Map<string, CompiledRule[]>>,
  field: string,
  value: string,
  rule: CompiledRule,
): void {
  const byValue = lists.get(field);
  const rules = byValue?.get(value);
  if (rules === undefined) byValue?.set(value, [rule]);
  else rules.push(rule);
}

function compileRule(rule: PolicyRule): CompiledRule {
  const conjuncts = rule.when === undefined ? [] : compileConditions(rule.when);
  const { id, effect, description } = rule;
  // What one comparison decides comes before what looks through lists and records.
  const cheapFirst = [...conjuncts].sort((a, b) => costOf(a) - costOf(b));
  return { id, effect, description, conjuncts, check: (facts) => checkAll(cheapFirst, facts) };
}

function costOf({ field }: Conjunct): number {
  return field !== undefined && fields[field]?.type === 'string' ? 0 : 1;
}

/** The only values of a field with which the rule can match; undefined when others can do too. */
function valuesOf({ conjuncts }: CompiledRule, field: string): ReadonlySet<string> | undefined {
  for (const conjunct of conjuncts) {
    if (conjunct.field !== field || conjunct.test === undefined) continue;
    const { is, in: among } = operatorsOf(conjunct.test);
    const values = is === undefined ? among : [is];
    if (values !== undefined) return new Set(values as readonly string[]);
  }
  return undefined;
}
