import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeDigest } from './code-digest.ts';
import { changedCode, measuredCode, type MeasuredCode } from './measured-code.ts';
import { keepResult, type ResultFile } from './result-file.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ai-measured-'));
  write('packages/kiln/package.json', '{ "sideEffects": false }');
  write('packages/kiln/src/index.ts', `export { heat } from './heat.ts';\nexport { cool } from './cool.ts';`);
  write(
    'packages/kiln/src/heat.ts',
    `import { warm } from '@org/fire';\nexport const heat = (n: number): number => warm(n);`,
  );
  write('packages/kiln/src/cool.ts', 'export const cool = (n: number): number => -n;');
  write('packages/kiln/src/fan.worker.ts', 'console.log(1);');
  write('packages/fire/src/index.ts', 'export const warm = (n: number): number => n + 1;');
  write('benchmarks/kiln/kiln.ts', `import { heat } from '../../packages/kiln/src/index.ts';\nconsole.log(heat(1));`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function measure(...measures: string[]): Promise<MeasuredCode> {
  return measuredCode(root, 'kiln', measures, { '@org/fire': 'packages/fire/src/index.ts' });
}

describe('the measured code', () => {
  it('is what the programs of the benchmark use, with the workers of the packages that take part', async () => {
    expect(Object.keys(await measure('packages', 'benchmarks/kiln'))).toEqual([
      'benchmarks/kiln/kiln.ts',
      'packages/fire/src/index.ts',
      'packages/kiln/src/fan.worker.ts',
      'packages/kiln/src/heat.ts',
    ]);
  });

  it('is only what lies below the folders that the benchmark names', async () => {
    expect(Object.keys(await measure('packages/fire'))).toEqual(['packages/fire/src/index.ts']);
  });

  it('has changed when a file does something else or has gone, and not when its comments or types have', async () => {
    const code = await measure('packages');
    write('packages/fire/src/index.ts', '/** Better. */\nexport const warm = (n: number): 1 | number =>\n  n + 1;');
    expect(changedCode(root, code)).toEqual([]);
    write('packages/fire/src/index.ts', 'export const warm = (n: number): number => n + 2;');
    rmSync(join(root, 'packages/kiln/src/heat.ts'));
    expect(changedCode(root, code)).toEqual(['packages/fire/src/index.ts', 'packages/kiln/src/heat.ts']);
  });
});

describe('a digest of code', () => {
  it.each([
    ['a comment', 'f(1);', 'f(1); // one'],
    ['a doc comment', 'f(1);', '/** One. */\nf(1);'],
    ['a line break', 'f(1, 2);', 'f(\n  1,\n  2);'],
    ['a type', 'const a = f(1);', 'const a: string = f(1);\ninterface B { c: string }'],
    ['the import of a type', 'f(1);', "import type { A } from './a.ts';\nf(1);"],
  ])('is the same with %s more', (_what, before, after) => {
    expect(codeDigest('a.ts', after)).toBe(codeDigest('a.ts', before));
  });

  it.each([
    ['a number', 'f(1);', 'f(2);'],
    ['a text', "f('a');", "f('b');"],
    ['a space inside of a text', "f('a b');", "f('a  b');"],
    ['a template', 'f(`a${1}`);', 'f(`b${1}`);'],
    ['a pattern', 'f(/a/);', 'f(/b/);'],
    ['the base of a class', 'class A extends B {}', 'class A extends C {}'],
    ['an operator', 'f(a + b);', 'f(a - b);'],
    ['an import', "import { a } from './a.ts';", "import { a } from './b.ts';"],
  ])('is another one with another %s', (_what, before, after) => {
    expect(codeDigest('a.ts', after)).not.toBe(codeDigest('a.ts', before));
  });
});

describe('keeping a result over a change', () => {
  const result = (code: MeasuredCode | undefined): void =>
    write('benchmarks/results/kiln.json', JSON.stringify({ bench: 'kiln', madeAt: '2026-11-01', code, figures: [] }));
  const read = (): ResultFile =>
    JSON.parse(readFileSync(join(root, 'benchmarks/results/kiln.json'), 'utf8')) as ResultFile;

  it('writes the reason and what changed, and is content with the code from then on', async () => {
    result(await measure('packages'));
    write('packages/fire/src/index.ts', 'export const warm = (n: number): number => n + 2;');
    expect(keepResult(root, 'kiln', await measure('packages'), 'only a constant')).toEqual([
      'packages/fire/src/index.ts',
    ]);
    expect(read().kept).toMatchObject([{ because: 'only a constant', changed: ['packages/fire/src/index.ts'] }]);
    expect(changedCode(root, read().code ?? {})).toEqual([]);
  });

  it('writes nothing where nothing changed', async () => {
    result(await measure('packages'));
    expect(keepResult(root, 'kiln', await measure('packages'), 'why not')).toEqual([]);
    expect(read().kept).toBeUndefined();
  });

  it('refuses a result of which nobody knows what it measured', () => {
    result(undefined);
    expect(() => keepResult(root, 'kiln', {}, 'it holds')).toThrow(/does not say which code/);
  });
});
