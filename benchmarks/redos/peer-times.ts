import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('./peer.child.ts', import.meta.url));
const LONGEST_START_MS = 30_000;

/** Peers that the child process knows. */
export async function peerNames(): Promise<readonly string[]> {
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [...process.execArgv, child], (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(new Error('the process that runs peers did not start', { cause: error }));
    });
  });
  return JSON.parse(output) as readonly string[];
}

/**
 * Milliseconds that a peer takes for a text, in a process of its own that is ended when it takes longer than the cap:
 * then the cap, and `isCapped`. Undefined when the peer cannot run here.
 */
export function peerTime(
  peer: string,
  unit: string,
  length: number,
  capMs: number,
): Promise<{ readonly ms: number; readonly isCapped: boolean } | undefined> {
  return new Promise((resolve) => {
    const run = spawn(process.execPath, [...process.execArgv, child, peer, JSON.stringify(unit), String(length)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let isCapped = false;
    const end = (): void => void run.kill('SIGKILL');
    let timer = setTimeout(end, LONGEST_START_MS);
    run.stdout.on('data', (data: Buffer) => (output += data.toString()));
    run.stderr.on('data', (data: Buffer) => {
      if (!data.toString().includes('ready')) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        isCapped = true;
        end();
      }, capMs);
    });
    run.on('close', () => {
      clearTimeout(timer);
      if (isCapped) resolve({ ms: capMs, isCapped });
      else resolve(output.trim() === '' ? undefined : { ms: Number(output), isCapped });
    });
  });
}
