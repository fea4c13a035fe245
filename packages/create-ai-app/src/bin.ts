#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeDisk } from './disk/node-disk.ts';
import { terminalQuestions } from './program/ask.ts';
import { installPackages, packageManagerOf } from './program/install.ts';
import { runProgram } from './program/run-program.ts';
import { checkoutTemplates, packedTemplates } from './template/template-source.ts';

const here = dirname(fileURLToPath(import.meta.url));
const { version } = JSON.parse(readFileSync(join(here, '..', 'package.json'), 'utf8')) as { version: string };
const disk = createNodeDisk();

const interrupt = new AbortController();
process.on('SIGINT', () => {
  // The first Ctrl-C lets what was begun be cleared up or completed; the second does not wait.
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads the output has had enough.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runProgram(process.argv.slice(2), {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  isInteractive: process.stdin.isTTY && process.stdout.isTTY && (process.env['CI'] ?? '') === '',
  ask: terminalQuestions,
  cwd: process.cwd(),
  signal: interrupt.signal,
  toolVersion: version,
  // From source the templates are those of the checkout.
  templates: () =>
    basename(here) === 'src'
      ? checkoutTemplates(disk, join(here, '../../..'))
      : packedTemplates(disk, join(here, 'templates')),
  manager: packageManagerOf(process.env['npm_config_user_agent']),
  install: installPackages,
});
