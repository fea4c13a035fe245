// pnpm check: everything that must hold beside the tests. Names of checks as arguments run only those; --list names them.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { apiReports } from './check/api-reports.mjs';
import { browserBundles } from './check/browser-bundles.mjs';
import { builtEntries } from './check/built-entries.mjs';
import { changesets } from './check/changesets.mjs';
import { codeBlocks } from './check/code-blocks.mjs';
import { layerTable } from './check/layer-table.mjs';
import { links } from './check/links.mjs';
import { mermaidBlocks } from './check/mermaid-blocks.mjs';
import { measuredCode } from './check/measured-code.mjs';
import { sourceEntries } from './check/packages.mjs';
import { repositoryText } from './check/repository-text.mjs';
import { staleFigures } from './figures.mjs';
import { layers } from './layers.mjs';
import { staleLlmsText } from './llms.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const anyRuntime = Object.keys(layers).filter((name) => layers[name].runtime === 'any');

/** Name → a command line, or a function that returns the list of problems. */
const checks = {
  types: ['tsc', '-p', 'tsconfig.json'],
  // Packages for any runtime are checked once more without Node's types.
  ...Object.fromEntries(
    anyRuntime.map((name) => [`types of ${name} without Node`, ['tsc', '-p', `packages/${name}/tsconfig.json`]]),
  ),
  lint: ['eslint', '.', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '--max-warnings', '0'],
  formatting: ['prettier', '--check', '--log-level', 'warn', '.'],
  layers: () => layerTable(root),
  'browser bundles': () => browserBundles(root),
  'unused code and dependencies': ['knip', '--no-progress'],
  'workspace manifests': ['sherif'],
  'repository text': () => repositoryText(root),
  'code blocks': () => codeBlocks(root),
  links: () => links(root),
  figures: () => staleFigures(root),
  'measured code': () => measuredCode(root),
  'llms.txt': () => staleLlmsText(root),
  mermaid: () => mermaidBlocks(root),
  'every export documented': () =>
    run(['typedoc', '--emit', 'none', ...sourceEntries(root).flatMap((entry) => ['--entryPoints', entry])]),
  changesets: () => changesets(root),
  'api reports': () => apiReports(root),
  'packed packages': ['turbo', 'run', 'build', 'publint', 'attw', '--output-logs=errors-only', '--ui=stream'],
  'built entries': () => builtEntries(root),
};

const wanted = process.argv.slice(2);
if (wanted.includes('--list')) {
  console.log(Object.keys(checks).join('\n'));
  process.exit(0);
}
const unknown = wanted.filter((name) => checks[name] === undefined);
if (unknown.length > 0) {
  console.error(`There is no check "${unknown.join('", "')}". Checks: ${Object.keys(checks).join(', ')}`);
  process.exit(2);
}

const failed = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(checks)) {
  const check = checks[name];
  const started = performance.now();
  const problems = await (typeof check === 'function' ? check() : run(check));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) failed.push(name);
}
if (failed.length > 0) console.error(`\n${failed.length} of the checks failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** Runs a program of node_modules/.bin; its output is shown when it fails. @returns {Promise<string[]>} */
function run([program, ...args]) {
  return new Promise((resolve, reject) => {
    let output = '';
    const file = join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${program}.cmd` : program);
    const child = spawn(file, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve(code === 0 ? [] : [`${program} exited with ${code}`, ...output.trim().split('\n').slice(-60)]),
    );
  });
}
