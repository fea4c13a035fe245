#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AiError } from '@org/ai-core';
import { findPackages } from './commands/find-packages.ts';
import { exitCodes, runCli } from './program/run-cli.ts';

const ownDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
// npm and pnpm scripts run in the package's folder; INIT_CWD is where the user typed the command.
const cwd = process.env['INIT_CWD'] ?? process.cwd();

const interrupt = new AbortController();
process.on('SIGINT', () => {
  // The first Ctrl-C lets the command finish what must not be torn; the second does not wait.
  if (interrupt.signal.aborted) process.exit(exitCodes.interrupted);
  process.stderr.write('\nstopping (Ctrl-C again to stop at once) ...\n');
  interrupt.abort(new AiError('aborted', 'interrupted by the user'));
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads the output has had enough, as in `ai ... | head`.
  if (error.code === 'EPIPE') process.exit(exitCodes.done);
  throw error;
});

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  version,
  packages: findPackages(cwd, ownDirectory),
  io: {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTty: process.stderr.isTTY,
    signal: interrupt.signal,
    cwd,
    env: process.env,
  },
});
