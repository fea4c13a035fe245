import type { AiErrorCode } from '@org/ai-core';
import type { RuleKind } from '../policy/effect.ts';
import type { PolicyStamp } from './policy-engine.ts';

/** What is kept of a decision: ids, labels and the policy, and no text. */
export interface PolicyAuditRecord {
  readonly kind: RuleKind;
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  readonly requestId: string;
  readonly tenant: string;
  readonly subject: string;
  /** Subjects of the agents that act for it, the nearest first. */
  readonly actors: readonly string[];
  readonly effect: string;
  readonly rules: readonly string[];
  readonly engine: string;
  readonly policy: PolicyStamp;
  readonly fault?: AiErrorCode | undefined;
  /** Of a finding: rail, rule, label and stage. Of an action: the action, and type and id of its resource. */
  readonly about: Readonly<Record<string, string>>;
}
