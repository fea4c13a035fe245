import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandIo } from '@org/ai-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from './cli.ts';

const rules = `id: desk
version: "3"
rules:
  - { id: refunds, for: action, when: { action: refund, principal.groups: support }, effect: allow }
  - { id: large, for: action, when: { action: refund, attributes: { amount: { above: 50 } } }, effect: require-approval }
tests:
  - name: support may
    given: { action: refund, resource: { type: order, id: o }, attributes: { amount: 5 } }
    principal: { groups: [support] }
    expect: allow
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-cli-'));
  writeFileSync(join(folder, 'good.yaml'), rules);
  writeFileSync(join(folder, 'failing.yaml'), rules.replace('expect: allow', 'expect: deny'));
  writeFileSync(join(folder, 'broken.yaml'), rules.replace('effect: allow', 'efect: allow'));
  writeFileSync(
    join(folder, 'input.yaml'),
    'given: { action: refund, resource: { type: order, id: o }, attributes: { amount: 75 } }\nprincipal: { groups: [support] }\n',
  );
  writeFileSync(
    join(folder, 'input.json'),
    JSON.stringify({ given: { action: 'refund', resource: { type: 'order', id: 'o' } }, user: 1 }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function policy(...argv: readonly string[]): Promise<{ code: number; stdout: string }> {
  const outcome = { stdout: '' };
  const io: CommandIo = {
    stdout: (text) => (outcome.stdout += text),
    stderr: () => undefined,
    isTty: false,
    signal: new AbortController().signal,
    cwd: folder,
    env: {},
  };
  const { run } = await commands[0]!.load();
  return { code: await run(argv, io), ...outcome };
}

describe('ai policy check', () => {
  it.each([
    [['good.yaml'], 0, 'good.yaml: desk, version 3: 2 rules, 1 of 1 tests pass'],
    [['failing.yaml'], 1, 'failing.yaml: test "support may": expected deny, but the action comes to allow, by refunds'],
    [['broken.yaml'], 1, 'rules[0].efect: unknown field; did you mean "effect"?'],
    [['good.yaml', 'broken.yaml'], 1, '1 of 1 tests pass'],
  ])('%j exits with %i', async (files, code, text) => {
    const outcome = await policy('check', ...files);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(text);
  });

  it('prints one line of JSON for programs', async () => {
    const { stdout } = await policy('check', 'good.yaml', 'broken.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'good.yaml', isSound: true, policy: { id: 'desk', version: '3' }, failures: [] },
      { file: 'broken.yaml', isSound: false, issues: [{ field: 'rules[0].efect', line: 4 }, {}] },
    ]);
  });
});

describe('ai policy explain', () => {
  it('says what a request comes to, and why', async () => {
    const { code, stdout } = await policy('explain', 'good.yaml', '--input', 'input.yaml');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'require-approval: policy desk, version 3\n  decided  large (require-approval)\n  matched  refunds (allow)',
    );
  });

  it('is JSON with --json', async () => {
    const { stdout } = await policy('explain', 'good.yaml', '--input', 'input.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ effect: 'require-approval' });
  });
});

describe('ai policy', () => {
  it.each([
    [[], 'check or explain'],
    [['chek'], 'there is no "ai policy chek"'],
    [['check'], 'give a policy file'],
    [['check', 'good.yaml', '--yaml'], '--yaml'],
    [['check', 'none.yaml'], 'none.yaml: the policy file cannot be read (ENOENT)'],
    [['explain', 'good.yaml'], 'give the request with --input FILE'],
    [['explain', 'good.yaml', '--input', 'input.json'], 'input.json:1:67 user: unknown field'],
  ])('refuses %j', async (argv, message) => {
    await expect(policy(...argv)).rejects.toThrow(message);
  });

  it('has help', async () => {
    expect((await policy('check', '--help')).stdout).toContain('usage: ai policy check');
  });
});
