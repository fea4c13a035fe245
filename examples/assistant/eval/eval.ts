#!/usr/bin/env node
import process from 'node:process';
import { AiError } from '@org/ai-core';
import { run } from './run.ts';

const stop = new AbortController();
const interrupt = (): void => {
  // A second Ctrl-C does not wait.
  if (stop.signal.aborted) process.exit(130);
  stop.abort();
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.stdout.on('error', () => stop.abort());

try {
  process.exitCode = await run(process.argv.slice(2), {
    env: process.env,
    stdout: (text) => process.stdout.write(text),
    stderr: process.stderr,
    signal: stop.signal,
  });
} catch (error) {
  if (stop.signal.aborted) {
    process.stderr.write('\nStopped; run the command again to go on where it was.\n');
    process.exitCode = 130;
  } else {
    process.stderr.write(`eval: ${AiError.is(error) ? error.message : `unexpected fault: ${String(error)}`}\n`);
    process.exitCode = 2;
  }
}
