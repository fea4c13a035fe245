import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Runs a program to its end and gives its output; the code that it must end with is 0 unless told otherwise.
 * @returns {Promise<string>}
 */
export async function run(program, args, { cwd, env = process.env, code: wanted = 0 }) {
  const { code, stdout, stderr } = await attempt(program, args, { cwd, env });
  if (code === wanted) return stdout;
  throw new Error(
    `${program} ${args.join(' ')} ended with ${code}, not ${wanted}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`,
  );
}

/**
 * Runs a program to its end, whatever that is.
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export function attempt(program, args, { cwd, env = process.env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
