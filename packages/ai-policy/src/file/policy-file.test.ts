import { AiError } from '@org/ai-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomPolicies } from '../../test/random-policies.ts';
import { checkPolicies } from '../policy/check-policies.ts';
import { parsePolicyFile } from './policy-file.ts';

const rule = (rest: string): string =>
  `id: p\nversion: "1"\nrules:\n  - id: r\n    for: finding\n    effect: block\n${rest}`;

function messageOf(text: string | Uint8Array, name = 'p.yaml'): string {
  try {
    parsePolicyFile(name, text);
  } catch (error) {
    if (AiError.is(error)) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('parsePolicyFile', () => {
  it('reads YAML and JSON alike, with tests and the reference to a schema', () => {
    const yaml = `
# yaml-language-server: $schema=node_modules/@org/ai-policy/schema/policy.schema.json
id: p
version: "1"
rules:
  - { id: r, for: finding, when: { label: [A, B], score: { atLeast: 0.5 } }, effect: block }
tests:
  - name: blocks A
    given: { rail: x, rule: y, label: A, score: 1, stage: output }
    expect: block
`;
    const json = JSON.stringify({
      $schema: './policy.schema.json',
      id: 'p',
      version: '1',
      rules: [{ id: 'r', for: 'finding', when: { label: ['A', 'B'], score: { atLeast: 0.5 } }, effect: 'block' }],
      tests: [
        { name: 'blocks A', given: { rail: 'x', rule: 'y', label: 'A', score: 1, stage: 'output' }, expect: 'block' },
      ],
    });
    expect(parsePolicyFile('p.yaml', yaml)).toEqual(parsePolicyFile('p.json', json));
  });

  it.each([
    [rule('    wehn: { label: A }\n'), 'p.yaml:7:5 rules[0].wehn: unknown field; did you mean "when"?'],
    [rule('    when:\n      label: A\n      stage: ouput\n'), 'p.yaml:9:7 rules[0].when.stage: can only be'],
    [
      rule('    when: { score: { atLeast: "0.5" } }\n'),
      'p.yaml:7:22 rules[0].when.score.atLeast: must be a finite number',
    ],
    [rule('') + 'test: []\n', 'p.yaml:7:1 test: unknown field'],
    [
      'id: p\nversion: 1.10\nrules: []\n',
      'p.yaml:2:1 version: must be a string of 1 to 200 characters on one line; write it in quotes',
    ],
    [
      rule('tests:\n  - name: t\n    given: { action: a, resource: { type: x } }\n    expect: allow\n'),
      'p.yaml:9:25 tests[0].given.resource.id: is missing',
    ],
    [
      rule('tests:\n  - name: t\n    given: { action: a, resource: { type: x, id: y } }\n    expect: alow\n'),
      'p.yaml:10:5 tests[0].expect: must be',
    ],
    [
      rule(
        'tests:\n  - { name: t, given: { action: a, resource: { type: x, id: y } }, principal: { group: [a] }, expect: allow }\n',
      ),
      'principal.group: unknown field; did you mean "groups"?',
    ],
    [rule('tests: no\n'), 'p.yaml:7:1 tests: must be a array'],
    ['', 'p.yaml:1:1: a policy set must be an object'],
    ['id: [', 'p.yaml:1:6: is not YAML from here on'],
  ])('names line, field and remedy: %j', (text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  it.each([
    ['an alias', 'id: &a p\nversion: *a\nrules: []\n', 'is an alias (*)'],
    ['an anchor', 'id: &a p\nversion: "1"\nrules: []\n', 'has an anchor (&)'],
    ['a tag', 'id: !!binary cA==\nversion: "1"\nrules: []\n', 'has a tag (!)'],
    ['a tag of one’s own', 'id: !env p\nversion: "1"\nrules: []\n', 'has a tag (!)'],
    ['a directive', '%YAML 1.1\n---\nid: p\nversion: no\nrules: []\n', 'has a % directive'],
    ['a key twice', 'id: p\nversion: "1"\nid: q\nrules: []\n', 'p.yaml:3:1: a field is given twice'],
    ['a key twice deep inside', rule('    when: { label: A, label: B }\n'), 'a field is given twice'],
    ['a merge key', 'id: p\nversion: "1"\n<<: { rules: [] }\n', '["<<"]: unknown field'],
    ['a second document', 'id: p\nversion: "1"\nrules: []\n---\nid: q\n', 'holds one document'],
    ['a key that is a list', '? [a]\n: b\n', 'a name of a field must be a string'],
    [
      'leading zeros',
      'id: p\nversion: "1"\nrules: [{ id: r, for: action, when: { attributes: { n: 0123 } }, effect: deny }]\n',
      'write it in decimal digits, or in quotes',
    ],
    [
      'a hexadecimal number',
      'id: p\nversion: "1"\nrules: [{ id: r, for: action, when: { attributes: { n: 0x1F } }, effect: deny }]\n',
      'write it in decimal digits, or in quotes',
    ],
    [
      'infinity',
      'id: p\nversion: "1"\nrules: [{ id: r, for: finding, when: { score: { atLeast: .inf } }, effect: block }]\n',
      'write it in decimal digits, or in quotes',
    ],
    ['a key of prototypes', rule('    when: { label: { __proto__: 1 } }\n'), 'rules[0].when.label'],
    ['a tab', 'id: p\nrules:\n\t- id: r\n', 'use spaces'],
    ['depth', `id: ${'['.repeat(100_000)}`, 'nested deeper than'],
    ['depth by signs of lists', '- '.repeat(100_000), 'nested deeper than'],
    ['depth that is allowed to be parsed', `id: ${'['.repeat(200)}${']'.repeat(200)}`, 'nested deeper than'],
    [
      'a bomb of aliases',
      Array.from({ length: 12 }, (_, n) => `k${n}: &k${n} [${n === 0 ? 'x' : `*k${n - 1}, *k${n - 1}`}]`).join('\n'),
      'has an anchor',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  it('reads no, yes, on and off as the words they are', () => {
    const { policies } = parsePolicyFile(
      'p.yaml',
      'id: no\nversion: off\nrules: [{ id: yes, for: finding, when: { label: NO }, effect: block }]\n',
    );
    expect(policies).toMatchObject({ id: 'no', version: 'off', rules: [{ id: 'yes', when: { label: 'NO' } }] });
  });

  it.each([
    ['{"id":"p","version":"1","rules":[],}', 'p.json:1:36: is not JSON'],
    ['{"id":"p",\n// why\n"version":"1","rules":[]}', 'p.json:2:1: is not JSON'],
    ['{"id":"p","version":"1","rules":[],"id":"q"}', 'a field is given twice'],
    ['{"id":"p",\n "version":1,"rules":[]}', 'p.json:2:2 version: must be a string'],
    ['id: p', 'p.json:1:1: is not JSON'],
  ])('reads .json strictly: %s', (text, message) => {
    expect(messageOf(text, 'p.json')).toContain(message);
  });

  it('refuses what is too large or not UTF-8', () => {
    expect(messageOf(new Uint8Array(300_000))).toContain('at most 262144 bytes');
    expect(messageOf(Uint8Array.of(0x69, 0x64, 0x3a, 0xff))).toContain('is not UTF-8');
    expect(messageOf(`\ufeff${rule('')}`)).toBe('accepted');
  });

  it('accepts exactly what definePolicies accepts', () => {
    const broken = fc.oneof(
      fc.constantFrom(undefined, null, '', 7, true, [], {}, { is: 'A' }, { above: 1 }, { in: [] }, ['A', 1], {
        startsWith: '',
      }),
      fc.constantFrom('lable', 'output', 'require-approval', 'deny', 'user'),
    );
    const place = fc.constantFrom(
      'id',
      'for',
      'effect',
      'when',
      'when.label',
      'when.stage',
      'when.score',
      'when.action',
      'when.any',
      'when.not',
      'when.attributes',
      'when.principal.kind',
      'when.labels',
      'extra',
    );
    fc.assert(
      fc.property(randomPolicies, fc.nat(), place, broken, (policies, at, where, value) => {
        const document = JSON.parse(JSON.stringify(policies)) as { rules: Record<string, unknown>[] };
        const target = document.rules[at % Math.max(1, document.rules.length)];
        if (target !== undefined) {
          if (!where.startsWith('when.')) target[where] = value;
          else target['when'] = { ...(target['when'] as object), [where.slice(5)]: value };
        }
        const text = JSON.stringify(document);
        const isAccepted = checkPolicies(JSON.parse(text)).length === 0;
        expect(messageOf(text, 'p.json') === 'accepted').toBe(isAccepted);
      }),
      { numRuns: 500 },
    );
  });
});
