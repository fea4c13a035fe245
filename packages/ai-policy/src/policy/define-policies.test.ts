import { AiError } from '@org/ai-core';
import { describe, expect, it } from 'vitest';
import { checkPolicies } from './check-policies.ts';
import { definePolicies } from './define-policies.ts';

function messageOf(policies: unknown): string {
  try {
    definePolicies(policies as never);
  } catch (error) {
    if (AiError.is(error, 'invalid-input')) return error.message;
    throw error;
  }
  return 'accepted';
}

const withRule = (rule: object): object => ({
  id: 'p',
  version: '1',
  rules: [{ id: 'r', for: 'finding', effect: 'block', ...rule }],
});
const when = (conditions: unknown): object => withRule({ when: conditions });
const whenAction = (conditions: unknown): object => withRule({ for: 'action', effect: 'deny', when: conditions });

describe('definePolicies', () => {
  it('returns a frozen copy', () => {
    const rules = [{ id: 'r', for: 'finding', when: { label: ['A'] }, effect: 'block' } as const];
    const policies = definePolicies({ id: 'p', version: '1', rules });
    expect(policies).toEqual({ id: 'p', version: '1', rules });
    expect(Object.isFrozen(policies.rules[0]?.when)).toBe(true);
    rules.pop();
    expect(policies.rules).toHaveLength(1);
  });

  it.each<[unknown, string]>([
    [undefined, 'policies: a policy set must be an object'],
    [{ version: '1', rules: [] }, 'policies id: must be a string'],
    [
      { id: 'p', version: 1.1, rules: [] },
      'version: must be a string of 1 to 200 characters on one line; write it in quotes',
    ],
    [{ id: 'p', version: '1', rules: {} }, 'rules: must be a list of rules'],
    [{ id: 'p', version: '1', rule: [] }, 'rule: unknown field; did you mean "rules"?'],
    [withRule({ efect: 'block' }), 'rules[0].efect: unknown field; did you mean "effect"?'],
    [
      withRule({ effect: 'blok' }),
      'rules[0].effect: must be report, redact, require-approval, block; did you mean "block"?',
    ],
    [withRule({ effect: 'deny' }), 'rules[0].effect: must be report'],
    [withRule({ for: 'findings' }), 'rules[0].for: must be finding, action; did you mean "finding"?'],
    [when({}), 'rules[0].when: is empty; leave it out'],
    [when({ lable: 'X' }), 'rules[0].when.lable: unknown field; did you mean "label"?'],
    [when({ groups: 'X' }), 'when.groups: unknown field; did you mean "principal.groups"?'],
    [when({ action: 'X' }), 'when.action: is no field of rules for: finding'],
    [
      when({ stage: 'ouput' }),
      'when.stage: can only be input, retrieval, tool-call, tool-result, output; did you mean "output"?',
    ],
    [when({ stage: ['output', 'inptu'] }), 'when.stage[1]: can only be'],
    [when({ stage: { isNot: 'output' } }), 'when.stage.isNot: unknown field'],
    [when({ stage: { above: 1 } }), 'when.stage.above: unknown field'],
    [when({ stage: {} }), 'when.stage: needs an operator: is, in, startsWith'],
    [when({ label: [] }), 'when.label: is an empty list'],
    [when({ label: 7 }), 'when.label: must be a string; write it in quotes'],
    [when({ score: '0.5' }), 'when.score: must be a finite number'],
    [when({ score: { atLeast: Number.NaN } }), 'when.score.atLeast: must be a finite number'],
    [when({ any: [] }), 'when.any: must be a list of at least one'],
    [when({ any: [{}] }), 'when.any[0]: is empty'],
    [when({ not: { labl: 'X' } }), 'when.not.labl: unknown field; did you mean "label"?'],
    [whenAction({ attributes: {} }), 'when.attributes: must be an object of tests'],
    [whenAction({ attributes: { amount: { above: '5' } } }), 'when.attributes.amount.above: must be a finite number'],
    [
      whenAction({ 'principal.attributes': { level: { above: 5 } } }),
      'when["principal.attributes"].level.above: unknown field',
    ],
    [
      whenAction({ 'resource.owner': { sameAs: 'principal.name' } }),
      'sameAs: must be principal.tenant or principal.subject',
    ],
    [whenAction({ attributes: { x: { startsWith: '' } } }), 'x.startsWith: must be a string that is not empty'],
    [whenAction({ attributes: { x: { exists: 'no' } } }), 'x.exists: must be true or false'],
    [whenAction({ attributes: { x: () => true } }), 'x: must be a string, a finite number'],
    [
      {
        id: 'p',
        version: '1',
        rules: [
          { id: 'r', for: 'action', effect: 'deny' },
          { id: 'r', for: 'action', effect: 'allow' },
        ],
      },
      'rules[1].id: is also the id of rules[0]',
    ],
  ])('refuses %j, naming field and remedy', (policies, message) => {
    expect(messageOf(policies)).toContain(message);
  });

  it('refuses conditions that are nested without end', () => {
    let conditions: object = { label: 'X' };
    for (let depth = 0; depth < 5_000; depth++) conditions = { not: conditions };
    expect(messageOf(when(conditions))).toContain('nested deeper than 16');
  });

  it('tells the first issues in the message and fifty in the details', () => {
    const rules = Array.from({ length: 80 }, (_, index) => ({ id: `r${index}`, for: 'finding', effect: 'nothing' }));
    const policies = { id: 'p', version: '1', rules };
    expect(messageOf(policies).split('\n')).toHaveLength(6);
    expect(checkPolicies(policies)).toHaveLength(50);
  });
});
