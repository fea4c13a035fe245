import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { assemblePolicy } from '../../test/wasm-policy.ts';
import type { PolicyEngine } from '../engine/policy-engine.ts';
import { createOpaEngine } from './opa.ts';

const request = { action: 'read', resource: { type: 'page', id: 'p1' } };
const finding = { rail: 'pii', rule: 'r', label: 'L', score: 0.5, stage: 'output' };

const giving = (results: unknown): Promise<PolicyEngine> =>
  createOpaEngine({
    id: 'o',
    version: '1',
    wasm: assemblePolicy({ 'policy/authorize': [{ when: [], results }], 'policy/judge': [{ when: [], results }] }),
  });

describe('what an entrypoint gives', () => {
  it.each<[unknown, string, string]>([
    [[], 'deny', 'as-proposed'],
    [[{ result: false }], 'deny', 'as-proposed'],
    [[{ result: { effect: 'require-approval' } }], 'require-approval', 'require-approval'],
  ])('%j means %s for an action, %s for a finding', async (results, action, meaning) => {
    const engine = await giving(results);
    expect(engine.authorize(request, testContext())).toMatchObject({ effect: action, rules: [] });
    expect(engine.judge(finding, testContext())).toMatchObject({ effect: meaning, rules: [] });
  });

  it('true allows an action, and names rules', async () => {
    expect((await giving([{ result: true }])).authorize(request, testContext())).toMatchObject({
      effect: 'allow',
      rules: [],
    });
    const engine = await giving([{ result: { effect: 'allow', rules: ['b', 'a'] } }]);
    expect(engine.authorize(request, testContext())).toMatchObject({ effect: 'allow', rules: ['a', 'b'] });
  });

  it.each<[unknown]>([
    [[{ result: 42 }]],
    [[{ result: 'allow' }]],
    [[{ result: null }]],
    [[{}]],
    [[{ result: { effect: 'Allow' } }]],
    [[{ result: { effect: 'allow', rules: 'a' } }]],
    [[{ result: { effect: 'allow', allow: false } }]],
    [[{ result: true }, { result: false }]],
    [{ result: true }],
    [true],
  ])('%j is nonsense, and the decision is closed', async (results) => {
    const engine = await giving(results);
    expect(engine.authorize(request, testContext())).toMatchObject({ effect: 'deny', fault: 'protocol' });
    expect(engine.judge(finding, testContext())).toMatchObject({ effect: 'block', fault: 'protocol' });
  });

  it('true says nothing about a finding', async () => {
    expect((await giving([{ result: true }])).judge(finding, testContext())).toMatchObject({
      effect: 'block',
      fault: 'protocol',
    });
  });
});

describe('an OPA engine', () => {
  it('denies and blocks when the module traps, and decides again afterwards', async () => {
    const wasm = assemblePolicy({ 'policy/authorize': [{ when: [], results: [{ result: true }] }] }, true);
    const engine = await createOpaEngine({ id: 'o', version: '1', wasm });
    for (let count = 0; count < 3; count++)
      expect(engine.authorize(request, testContext())).toMatchObject({ effect: 'deny', fault: 'internal' });
  });

  it('takes entrypoints of other names, and leaves to the default what it has none for', async () => {
    const wasm = assemblePolicy({ 'app/allow': [{ when: ['"action":"read"'], results: [{ result: true }] }] });
    const engine = await createOpaEngine({
      id: 'o',
      version: '1',
      wasm,
      actionEntrypoint: 'app/allow',
      data: { a: 1 },
    });
    expect(engine.authorize(request, testContext()).effect).toBe('allow');
    expect(engine.authorize({ ...request, action: 'write' }, testContext()).effect).toBe('deny');
    expect(engine.judge(finding, testContext()).effect).toBe('as-proposed');
    const other = await createOpaEngine({ id: 'o', version: '1', wasm, actionEntrypoint: 'app/allow', data: { a: 2 } });
    expect(other.policy.digest).not.toBe(engine.policy.digest);
  });

  it('takes requests of any size', async () => {
    const engine = await giving([{ result: true }]);
    const labels = Array.from({ length: 20_000 }, (_, index) => `label-${index}-\u{1f511}`);
    expect(engine.authorize({ ...request, labels }, testContext()).effect).toBe('allow');
    expect(engine.authorize(request, testContext()).effect).toBe('allow');
  });

  it.each<[string, Uint8Array, string]>([
    ['bytes that are no module', Uint8Array.of(1, 2, 3), 'no policy that opa build'],
    ['a module of another interface', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), 'no policy that opa build'],
    ['a module without the entrypoints', assemblePolicy({ other: [] }), 'no entrypoint policy/authorize'],
  ])('refuses %s', async (_, wasm, message) => {
    await expect(createOpaEngine({ id: 'o', version: '1', wasm })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(message),
    });
  });
});
