import type { Decision } from '@org/ai-core';
import { isSafeName } from '../attributes/safe-name.ts';
import type { SafeValue } from '../attributes/screen-attributes.ts';
import { OTHER } from '../metrics/label-limiter.ts';
import { ai } from '../semantic-conventions/ai.ts';

const maxRules = 16;
const actions: ReadonlySet<string> = new Set(['allow', 'redact', 'block', 'require-approval']);

/** The action of a decision, `other` for what untyped code may put there. */
export function actionOf({ action }: Decision): string {
  return actions.has(action) ? action : OTHER;
}

/** What an event says about a decision: stage, action, how many findings, and their rails and rules as `rail/rule`. Neither text nor reason nor label. */
export function decisionAttributes(stage: string, decision: Decision): Record<string, SafeValue> {
  const rules = new Set<string>();
  for (const { rail, rule } of decision.findings) {
    const name = `${rail}/${rule}`;
    if (isSafeName(name)) rules.add(name);
    if (rules.size >= maxRules) break;
  }
  return {
    ...(isSafeName(stage) ? { [ai.guardStage]: stage } : {}),
    [ai.guardAction]: actionOf(decision),
    [ai.guardFindings]: decision.findings.length,
    ...(rules.size === 0 ? {} : { [ai.guardRules]: [...rules] }),
  };
}
