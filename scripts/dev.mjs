#!/usr/bin/env node
// Runs the commands of the README on a machine that has any Node >= 18 with npm and nothing else.
// Uses built-in modules only: it runs before anything is installed, on whatever Node is there.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './dev/install.mjs';
import { ensureToolchain } from './dev/toolchain.mjs';
import { SetupError, say } from './dev/say.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** What each command installs and runs. `scope` assistant is the small install of `npm start`; all is the whole workspace. */
const commands = {
  start: { scope: 'assistant', script: 'examples/assistant/src/main.ts' },
  test: { scope: 'all', script: 'scripts/test.mjs' },
  services: { scope: 'all', script: 'scripts/test.mjs', args: ['--services'] },
  scaffold: { scope: 'all', script: 'scripts/scaffold.mjs' },
  check: { scope: 'all', script: 'scripts/check.mjs' },
  eval: { scope: 'all', script: 'examples/assistant/eval/eval.ts' },
  lesson: { scope: 'all', script: 'examples/lessons/src/main.ts' },
  bench: { scope: 'all', script: 'benchmarks/bench.ts' },
  api: { scope: 'all', script: 'scripts/api.mjs' },
  'docs:build': { scope: 'all', script: 'site/build.ts' },
  'release:dry-run': { scope: 'all', script: 'scripts/release.mjs' },
  // The workspace's own pnpm, for machines that have none or another: npm run pnpm -- --filter assistant eval
  pnpm: { scope: 'none' },
  ai: { scope: 'all', script: 'packages/ai-cli/src/bin.ts', keepsFolder: true },
};

const nodeFlags = [
  // Makes @org/* imports resolve to sources: nothing is built.
  '--conditions=@org/source',
  // V8 on Linux x64 can abort when workers with WebAssembly come and go while code memory is guarded by protection keys.
  ...(process.platform === 'linux' && process.arch === 'x64' ? ['--no-memory-protection-keys'] : []),
];

async function main() {
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) {
    throw new SetupError(`usage: node scripts/dev.mjs <${Object.keys(commands).join('|')}> [arguments]`, 2);
  }
  const toolchain = await ensureToolchain(root);
  if (command.scope !== 'none') await ensureInstalled(root, toolchain, command.scope);
  const program =
    command.script === undefined
      ? [toolchain.pnpm]
      : [...nodeFlags, join(root, command.script), ...(command.args ?? [])];
  // INIT_CWD is where the user typed the command; npm and pnpm change to the root before they call a script.
  const cwd = command.keepsFolder === true ? (process.env.INIT_CWD ?? process.cwd()) : root;
  process.exitCode = await run(toolchain, [...program, ...args], cwd);
}

/** Runs the command in this terminal; Ctrl-C reaches it too, and it decides when to end. */
function run(toolchain, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(toolchain.node, args, { cwd, stdio: 'inherit', env: toolchain.environment });
    const forward = (signal) => child.kill(signal);
    const wait = () => undefined;
    process.on('SIGTERM', forward);
    process.on('SIGHUP', forward);
    process.on('SIGINT', wait);
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}
