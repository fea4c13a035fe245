/** What a finding means, from the mildest to the strictest: reported only, redacted, stopped until a person approves, stopped. */
export type FindingEffect = 'report' | 'redact' | 'require-approval' | 'block';

/** Whether an action may go ahead, from the mildest to the strictest. */
export type ActionEffect = 'allow' | 'require-approval' | 'deny';

/** What a rule decides about: something that a rail found in a text, or an action that somebody is about to take. */
export type RuleKind = 'finding' | 'action';

/** Effects of each kind, from the mildest to the strictest. Where several rules match, the strictest effect stands. */
export const effects: {
  readonly finding: readonly FindingEffect[];
  readonly action: readonly ActionEffect[];
} = {
  finding: ['report', 'redact', 'require-approval', 'block'],
  action: ['allow', 'require-approval', 'deny'],
};

/** What is decided when the engine cannot decide. */
export const closedEffects = { finding: 'block', action: 'deny' } as const;
