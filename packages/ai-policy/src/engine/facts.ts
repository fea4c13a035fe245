import type { CallContext, JsonValue, Origin, Principal } from '@org/ai-core';

/** What a rail found, as far as a policy may know it: never the text. */
export interface FindingRequest {
  readonly rail: string;
  readonly rule: string;
  readonly label: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly stage: string;
  readonly origin?: Pick<Origin, 'trust'> | undefined;
  readonly riskTier?: string | undefined;
}

/** What somebody is about to do: call a tool, read a document, send something. */
export interface ActionRequest {
  readonly action: string;
  readonly resource: PolicyResource;
  /** What the action is about to be done with: arguments of a tool call, for instance. */
  readonly attributes?: Readonly<Record<string, JsonValue>> | undefined;
  /** What the data is that takes part: `untrusted`, `personal`, `secret`. */
  readonly labels?: readonly string[] | undefined;
  readonly riskTier?: string | undefined;
}

/** What an action is done to. */
export interface PolicyResource {
  readonly type: string;
  readonly id: string;
  readonly tenant?: string | undefined;
  /** Subject of the principal that it belongs to. */
  readonly owner?: string | undefined;
}

/** What every rule may look at, taken from the context of the call. */
export interface SharedFacts {
  readonly principal: Principal;
  readonly feature: string | undefined;
  readonly release: string | undefined;
  readonly purpose: string | undefined;
  readonly residency: string | undefined;
  readonly priority: string | undefined;
  readonly riskTier: string | undefined;
}

/** A finding, with who asks and for what. */
export interface FindingFacts extends SharedFacts {
  readonly rail: string;
  readonly rule: string;
  readonly label: string;
  readonly score: number;
  readonly stage: string;
  readonly trust: 'trusted' | 'untrusted' | undefined;
}

/** An action, with who asks and for what. */
export interface ActionFacts extends SharedFacts {
  readonly action: string;
  readonly resource: PolicyResource;
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly labels: readonly string[];
}

const noAttributes = {};
const noLabels: readonly string[] = [];

export function findingFacts(request: FindingRequest, context: CallContext): FindingFacts {
  return {
    principal: context.principal,
    feature: context.feature,
    release: context.release,
    purpose: context.purpose,
    residency: context.residency,
    priority: context.priority,
    riskTier: request.riskTier,
    rail: request.rail,
    rule: request.rule,
    label: request.label,
    score: request.score,
    stage: request.stage,
    // What a tool says without an origin is from outside, as everywhere in the SDK.
    trust: request.origin?.trust ?? (request.stage === 'tool-result' ? 'untrusted' : undefined),
  };
}

/** @param principal one of the principals that act: the caller, or the actor that acts for it */
export function actionFacts(request: ActionRequest, context: CallContext, principal: Principal): ActionFacts {
  return {
    principal,
    feature: context.feature,
    release: context.release,
    purpose: context.purpose,
    residency: context.residency,
    priority: context.priority,
    riskTier: request.riskTier,
    action: request.action,
    resource: request.resource,
    attributes: request.attributes ?? noAttributes,
    labels: request.labels ?? noLabels,
  };
}
