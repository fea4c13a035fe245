import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { codeDigest } from '../../benchmarks/harness/code-digest.ts';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const measured = 'export const heat = 1;';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ai-measured-check-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
  for (const folder of ['scripts/check', 'benchmarks/harness'])
    cpSync(join(repository, folder), join(root, folder), { recursive: true });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  write('package.json', '{ "type": "module" }');
  write('.gitignore', 'node_modules\n');
  write('packages/kiln/README.md', '<!-- figures:heat -->\n<!-- /figures -->\n');
  write('docs/guide.md', '<!-- figures:clay -->\n<!-- /figures -->\n');
  write('packages/kiln/src/index.ts', measured);
  const code = { 'packages/kiln/src/index.ts': codeDigest('index.ts', measured) };
  for (const bench of ['heat', 'clay']) write(`benchmarks/results/${bench}.json`, JSON.stringify({ bench, code }));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function check(): { readonly problems: readonly string[]; readonly notes: string } {
  const code = `const { measuredCode } = await import('./scripts/check/measured-code.mjs'); console.log(JSON.stringify(measuredCode(process.cwd())));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  return { problems: JSON.parse(stdout) as readonly string[], notes: stderr };
}

it('is content while the code is the one that was measured', () => {
  expect(check()).toEqual({ problems: [], notes: '' });
});

it('fails for a stale figure that a README shows, and only names one that no README shows', () => {
  write('packages/kiln/src/index.ts', 'export const heat = 2;');
  const { problems, notes } = check();
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/heat are stale: packages\/kiln\/src\/index\.ts.*packages\/kiln\/README\.md/);
  expect(notes).toContain('the figures of clay are stale');
});

it('names a result that does not say what it measured, and lets it pass', () => {
  write('benchmarks/results/heat.json', JSON.stringify({ bench: 'heat', sources: 'sha256:0' }));
  write('packages/kiln/src/index.ts', 'export const heat = 2;');
  const { problems, notes } = check();
  expect(problems).toEqual([]);
  expect(notes).toMatch(/not known before their next run: heat/);
});
