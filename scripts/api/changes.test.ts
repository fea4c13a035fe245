import { describe, expect, it } from 'vitest';
import { compareReports, missingChangeset, type ApiChange } from './changes.ts';

const report = (...lines: string[]): string => ['## @org/a', '', '```text', ...lines, '```', ''].join('\n');
const base = report('interface Options', '  readonly heat?: number', 'function create(options: Options): void');
const isInput = (owner: string): boolean => owner === '@org/a#Options';
const kindOf = (later: string, earlier = base): ApiChange['kind'] => compareReports(earlier, later, isInput).kind;

describe('a change of the API', () => {
  it.each<[string, ApiChange['kind'], string[]]>([
    ['nothing', 'none', ['interface Options', '  readonly heat?: number', 'function create(options: Options): void']],
    [
      'another function',
      'additive',
      [
        'interface Options',
        '  readonly heat?: number',
        'function create(options: Options): void',
        'function stop(): void',
      ],
    ],
    [
      'an optional member of what users make',
      'additive',
      [
        'interface Options',
        '  readonly cool?: () => void',
        '  readonly heat?: number',
        'function create(options: Options): void',
      ],
    ],
    [
      'a required member of what users make',
      'breaking',
      [
        'interface Options',
        '  readonly clay: string',
        '  readonly heat?: number',
        'function create(options: Options): void',
      ],
    ],
    ['a member that has gone', 'breaking', ['interface Options', 'function create(options: Options): void']],
    [
      'another result',
      'breaking',
      ['interface Options', '  readonly heat?: number', 'function create(options: Options): string'],
    ],
    ['a function that has gone', 'breaking', ['interface Options', '  readonly heat?: number']],
    [
      'a notice that a name will go',
      'additive',
      ['interface Options', '  readonly heat?: number', '[deprecated] function create(options: Options): void'],
    ],
    [
      'a settled name that may change again',
      'breaking',
      ['interface Options', '  readonly heat?: number', '[beta] function create(options: Options): void'],
    ],
  ])('%s is %s', (_what, kind, lines) => {
    expect(kindOf(report(...lines))).toBe(kind);
  });

  it('breaks nobody when what may still change goes, or one of its members', () => {
    expect(kindOf(base, base.replace('function', '[beta] function stop(): void\nfunction'))).toBe('additive');
    const beta = base.replace('interface', '[experimental] interface');
    expect(kindOf(beta.replace('  readonly heat?: number\n', ''), beta)).toBe('additive');
  });

  it('breaks nobody when a result that users only read has one more member', () => {
    const earlier = report('interface Result', '  readonly heat: number');
    expect(kindOf(report('interface Result', '  readonly clay: string', '  readonly heat: number'), earlier)).toBe(
      'additive',
    );
  });

  it('breaks users when a name leaves one entry and stays in another', () => {
    const two = `${report('function f(): void')}${report('function f(): void').replace('@org/a', '@org/a/b')}`;
    expect(kindOf(report('function f(): void'), two)).toBe('breaking');
  });
});

describe('a changeset', () => {
  const change = (bump: string, text = 'New.') => [{ releases: { '@org/a': bump }, text }];
  const young = { name: '@org/a', version: '0.4.0' };
  const grown = { name: '@org/a', version: '1.4.0' };

  it.each([
    ['an addition', young, 'additive', change('minor'), true],
    ['an addition as a patch', young, 'additive', change('patch'), false],
    [
      'an addition, announced for another package',
      young,
      'additive',
      [{ releases: { '@org/b': 'minor' }, text: '' }],
      false,
    ],
    ['a break before 1.0 that says so', young, 'breaking', change('minor', 'Breaking: heat is gone.'), true],
    ['a break before 1.0 that does not say so', young, 'breaking', change('minor', 'Heat is gone.'), false],
    ['a break after 1.0 as minor', grown, 'breaking', change('minor', 'Breaking: heat is gone.'), false],
    ['a break after 1.0 as major', grown, 'breaking', change('major'), true],
    ['no change', young, 'none', [], true],
  ] as const)('for %s', (_what, released, kind, changesets, fits) => {
    const missing = missingChangeset(released, kind, changesets);
    if (fits) expect(missing).toBeUndefined();
    else expect(missing).toContain('@org/a');
  });
});
