import { AiError, type CallContext } from '@org/ai-core';
import type { RuleKind } from '../policy/effect.ts';
import type { ActionRequest, FindingRequest } from './facts.ts';

/** Whether a request is about an action; the other kind is about a finding. */
export function isActionRequest(request: ActionRequest | FindingRequest): request is ActionRequest {
  return 'action' in request;
}

/** What a decision rests on must be there: a rule about a field that is of no use would not match, and so would not restrict. */
export function checkRequest(kind: RuleKind, request: ActionRequest | FindingRequest, context: CallContext): void {
  const { principal } = context;
  needString(principal.tenant, 'context.principal.tenant');
  needString(principal.subject, 'context.principal.subject');
  if (!Array.isArray(principal.groups)) refuse('context.principal.groups must be a list');
  if (kind === 'action') {
    const { action, resource, attributes, labels } = request as ActionRequest;
    needString(action, 'action');
    needString(resource.type, 'resource.type');
    needString(resource.id, 'resource.id');
    if (labels !== undefined && !Array.isArray(labels)) refuse('labels must be a list');
    if (attributes !== undefined && (typeof attributes !== 'object' || Array.isArray(attributes)))
      refuse('attributes must be an object');
    return;
  }
  const { rail, rule, label, stage, score } = request as FindingRequest;
  needString(rail, 'rail');
  needString(rule, 'rule');
  needString(label, 'label');
  needString(stage, 'stage');
  if (!Number.isFinite(score)) refuse('score must be a number from 0 to 1');
}

function needString(value: unknown, field: string): void {
  if (typeof value !== 'string') refuse(`${field} must be a string`);
}

function refuse(message: string): never {
  throw new AiError('invalid-input', message);
}
