import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ai-api-check-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
  for (const name of ['api', 'api.mjs', 'check', 'layers.mjs'])
    cpSync(join(repository, 'scripts', name), join(root, 'scripts', name), { recursive: true });
  const manifest = {
    name: '@org/kiln',
    version: '0.1.0',
    exports: { '.': { '@org/source': './src/index.ts' }, './package.json': './package.json' },
  };
  write('package.json', '{ "type": "module" }');
  write('packages/kiln/package.json', JSON.stringify(manifest));
  write('packages/kiln/src/index.ts', 'export function heat(): void {}\nexport function cool(): void {}\n');
  mkdirSync(join(root, '.changeset'));
  node('scripts/api.mjs');
  git('init', '--quiet');
  git('add', 'packages');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-m', 'first');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: root, stdio: 'ignore' });
}

function node(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function check(): string {
  const code = `const { apiReports } = await import('./scripts/check/api-reports.mjs'); console.log(apiReports(process.cwd()).join('\\n'));`;
  return node('--input-type=module', '-e', code).trim();
}

it('finds nothing while sources and reports agree', () => {
  expect(check()).toBe('');
});

it('names a stale report and says that the change only adds', () => {
  write('packages/kiln/src/index.ts', `${read('packages/kiln/src/index.ts')}export function glaze(): void {}\n`);
  const problems = check();
  expect(problems).toContain('packages/kiln/api.md is stale');
  expect(problems).toContain('only adds');
  expect(problems).toContain('names @org/kiln as minor');
});

it('asks for a changeset that says "breaking" when a line goes, and is content with it', () => {
  write('packages/kiln/src/index.ts', 'export function heat(): void {}\n');
  node('scripts/api.mjs');
  expect(check()).toContain('says "breaking"');
  expect(check()).toContain('- function cool(): void');
  write('.changeset/kiln.md', `---\n'@org/kiln': minor\n---\n\nBreaking: cool is gone.\n`);
  expect(check()).toBe('');
});

it('compares with the last release, however many commits ago it was', () => {
  git('tag', '@org/kiln@0.1.0');
  write('packages/kiln/src/index.ts', 'export function heat(): void {}\n');
  node('scripts/api.mjs');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '-am', 'second');
  expect(check()).toContain('since @org/kiln@0.1.0: a breaking change');
});

it.each([
  ['since 0.4: use heat; removed in 0.6', true],
  ['use heat', false],
  ['', false],
])('holds the notice "@deprecated %s" to its form: %s', (notice, isComplete) => {
  write(
    'packages/kiln/src/index.ts',
    `/** @deprecated ${notice} */\nexport function heat(): void {}\nexport interface Cool {\n  /** @deprecated ${notice} */\n  a: string;\n}\n`,
  );
  const problems = check();
  expect(problems.includes('the @deprecated of heat must read')).toBe(!isComplete);
  expect(problems.includes('the @deprecated of Cool.a must read')).toBe(!isComplete);
});

it('names a changeset whose head cannot be read', () => {
  write('.changeset/odd.md', `---\n'@org/kiln': huge\n---\n`);
  expect(check).toThrow(/odd\.md/);
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
