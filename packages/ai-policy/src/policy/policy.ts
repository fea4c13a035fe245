import type { ActionEffect, FindingEffect } from './effect.ts';

/** A value that a test compares with. */
export type TestValue = string | number | boolean;

/** Comparisons with one field; all that are given must hold. */
export interface TestOperators {
  readonly is?: TestValue | undefined;
  readonly in?: readonly TestValue[] | undefined;
  readonly startsWith?: string | undefined;
  readonly above?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly below?: number | undefined;
  readonly atMost?: number | undefined;
  /** The field is there and not null; a list has at least one entry. */
  readonly exists?: boolean | undefined;
  /** Equal to another field of the same request. */
  readonly sameAs?: 'principal.tenant' | 'principal.subject' | undefined;
}

/** A value (equal), a list of values (equal to one of them), or operators. On a list field, a test holds when it holds for an entry. */
export type Test = TestValue | readonly TestValue[] | TestOperators;

/** Tests by the name of an attribute. */
export type AttributeTests = Readonly<Record<string, Test>>;

/** Conditions that every rule may use. All fields that are given must hold. */
export interface SharedConditions {
  readonly 'principal.kind'?: Test | undefined;
  readonly 'principal.tenant'?: Test | undefined;
  readonly 'principal.subject'?: Test | undefined;
  readonly 'principal.groups'?: Test | undefined;
  readonly 'principal.attributes'?: AttributeTests | undefined;
  readonly 'actor.kind'?: Test | undefined;
  readonly 'actor.subject'?: Test | undefined;
  readonly 'actor.groups'?: Test | undefined;
  readonly 'actor.attributes'?: AttributeTests | undefined;
  readonly feature?: Test | undefined;
  readonly release?: Test | undefined;
  readonly purpose?: Test | undefined;
  readonly residency?: Test | undefined;
  readonly priority?: Test | undefined;
  readonly riskTier?: Test | undefined;
}

/** When a rule about findings applies. */
export interface FindingConditions extends SharedConditions {
  readonly rail?: Test | undefined;
  readonly rule?: Test | undefined;
  readonly label?: Test | undefined;
  readonly score?: Test | undefined;
  readonly stage?: Test | undefined;
  readonly 'origin.trust'?: Test | undefined;
  readonly all?: readonly FindingConditions[] | undefined;
  readonly any?: readonly FindingConditions[] | undefined;
  readonly not?: FindingConditions | undefined;
}

/** When a rule about actions applies. */
export interface ActionConditions extends SharedConditions {
  readonly action?: Test | undefined;
  readonly 'resource.type'?: Test | undefined;
  readonly 'resource.id'?: Test | undefined;
  readonly 'resource.tenant'?: Test | undefined;
  readonly 'resource.owner'?: Test | undefined;
  readonly attributes?: AttributeTests | undefined;
  readonly labels?: Test | undefined;
  readonly all?: readonly ActionConditions[] | undefined;
  readonly any?: readonly ActionConditions[] | undefined;
  readonly not?: ActionConditions | undefined;
}

interface RuleBase {
  /** Named in decisions, explanations and audit records. */
  readonly id: string;
  /** Why the rule is there, for people. */
  readonly description?: string | undefined;
}

/** Says what a finding of a rail means. */
export interface FindingRule extends RuleBase {
  readonly for: 'finding';
  /** @defaultValue applies to every finding */
  readonly when?: FindingConditions | undefined;
  readonly effect: FindingEffect;
}

/** Says whether an action may go ahead. */
export interface ActionRule extends RuleBase {
  readonly for: 'action';
  /** @defaultValue applies to every action */
  readonly when?: ActionConditions | undefined;
  readonly effect: ActionEffect;
}

/** One rule of a policy. The order of rules has no meaning. */
export type PolicyRule = FindingRule | ActionRule;

/** A set of rules under one name and version. */
export interface PolicySet {
  readonly id: string;
  /** Named in every decision and audit record. */
  readonly version: string;
  readonly description?: string | undefined;
  readonly rules: readonly PolicyRule[];
}
