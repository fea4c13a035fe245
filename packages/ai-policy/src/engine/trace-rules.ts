import { NO, UNCHECKED, YES } from '../condition/truth.ts';
import type { Facts } from '../condition/read-field.ts';
import type { RuleTrace } from './decider.ts';
import type { MatchedRule, NearRule } from './explanation.ts';
import type { CompiledRule } from './rule-index.ts';

/** Which rules matched, and which did but for one condition; by id. */
export function traceRules(rules: readonly CompiledRule[], deciding: readonly string[], facts: Facts): RuleTrace {
  const matched: MatchedRule[] = [];
  const near: NearRule[] = [];
  for (const { id, effect, description, conjuncts } of [...rules].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const checked = conjuncts.map(({ check, text }) => ({ text, truth: check(facts) }));
    const failed = checked.filter(({ truth }) => truth === NO);
    const unchecked = checked.filter(({ truth }) => truth === UNCHECKED).map(({ text }) => text);
    const isDeciding = deciding.includes(id);
    if (isDeciding || (failed.length === 0 && unchecked.length === 0)) {
      matched.push({ rule: id, effect, ...(description === undefined ? {} : { description }), isDeciding, unchecked });
      continue;
    }
    const [first] = failed.length > 0 ? failed.map(({ text }) => text) : unchecked;
    const missing = failed.length > 0 ? failed.length : unchecked.length;
    const hasHeld = checked.some(({ truth }) => truth === YES);
    if (missing === 1 && hasHeld && first !== undefined) near.push({ rule: id, effect, failed: first });
  }
  return { matched, near };
}
