import { spawn } from 'node:child_process';
import process from 'node:process';
import { probeOf } from './probes.mjs';
import { run } from './run.mjs';

/** Starts a project with `npm start`, waits for the address that it prints, asks it, and ends it. @returns {Promise<boolean>} whether the answer was right */
export async function askService(project, template, env) {
  const probe = probeOf(template);
  const prepared = (await probe.prepare?.((args) => run('npm', args, { cwd: project, env }))) ?? '';
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['start', '--silent'], {
      cwd: project,
      env: { ...env, ...probe.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    const stop = (settle, value) => {
      clearTimeout(timer);
      child.stdout.off('data', onData);
      child.once('close', () => settle(value));
      process.kill(-child.pid, 'SIGTERM');
    };
    const timer = setTimeout(() => stop(reject, new Error(`npm start printed no address in 60 s:\n${output}`)), 60_000);
    const onData = (chunk) => {
      const before = /http:\/\/127\.0\.0\.1:\d+(?=\D)/.test(output);
      output += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\d+(?=\D)/.exec(output)?.[0];
      if (url === undefined || before) return;
      probe.ask(url, prepared).then(
        (isRight) => stop(resolve, isRight),
        (error) => stop(reject, error),
      );
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.once('error', reject);
  });
}
