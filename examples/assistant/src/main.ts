#!/usr/bin/env node
import process from 'node:process';
import { runProgram } from './cli/run.ts';

const stop = new AbortController();
const interrupt = (): void => {
  // A second Ctrl-C does not wait.
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// Whoever reads the output may leave early, as head does.
process.stdout.on('error', () => {
  stop.abort();
});

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: process.stderr,
  folders: [process.env['INIT_CWD'] ?? process.cwd(), process.cwd()],
  signal: stop.signal,
});
process.removeListener('SIGINT', interrupt);
process.removeListener('SIGTERM', interrupt);
