import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Runs a program to its end and gives its output; the code that it must end with is 0 unless told otherwise.
 * @returns {Promise<string>}
 */
export function run(program, args, { cwd, env = process.env, code: wanted = 0 }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === wanted) resolve(stdout);
      else
        reject(
          new Error(
            `${program} ${args.join(' ')} ended with ${code}, not ${wanted}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`,
          ),
        );
    });
  });
}
