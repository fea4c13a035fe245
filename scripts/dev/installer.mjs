import { spawn } from 'node:child_process';
import process from 'node:process';
import { SetupError, explainInstallFailure } from './say.mjs';

const keptCharacters = 64_000;

/**
 * Runs npm or pnpm with its output on standard error, and turns a failure into a message that says what to do.
 * @param {string} step what is being done, for the message
 */
export function runInstaller(step, command, args, options) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + String(chunk)).slice(-keptCharacters);
        process.stderr.write(chunk);
      });
    }
    child.on('error', (error) =>
      reject(new SetupError(`${step} failed: ${error.message}. Is npm installed and on the PATH?`)),
    );
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new SetupError(
            signal === null
              ? explainInstallFailure(step, output)
              : `${step} was stopped (${signal}). Run the command again; it goes on from there.`,
          ),
        );
    });
  });
}
