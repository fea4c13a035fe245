import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { startCountingProxy } from './counting-proxy.ts';

/**
 * `npm start` in new clones with an empty home folder: what it downloads (counted by a proxy on loopback), how long until the URL is printed, and the same when all downloads are in npm's and pnpm's caches already: the work besides downloads.
 */
export async function measureFirstStart(root: string, run: BenchmarkRun): Promise<readonly Figure[]> {
  const place = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const home = join(place, 'home');
    mkdirSync(home);
    run.progress('first npm start, with downloads ...');
    const proxy = await startCountingProxy();
    const first = clone(root, place, 'first');
    const cold = await startMs(
      first,
      home,
      {
        https_proxy: proxy.url,
        HTTPS_PROXY: proxy.url,
        npm_config_https_proxy: proxy.url,
        npm_config_proxy: proxy.url,
      },
      run.signal,
    );
    const megabytes = proxy.bytes() / 1e6;
    await proxy[Symbol.asyncDispose]();
    run.progress('second npm start ...');
    const second = await startMs(first, home, {}, run.signal);
    run.progress('first npm start of another clone, downloads cached ...');
    const cached = await startMs(clone(root, place, 'cached'), home, { npm_config_prefer_offline: 'true' }, run.signal);
    const figure = (name: string, ours: number, unit: string, limit?: number, note?: string): Figure => ({
      name,
      ours,
      unit,
      target: limit === undefined ? undefined : { limit, better: 'lower' },
      peers: {},
      ratio: {},
      note,
    });
    return [
      figure('first npm start, downloaded', megabytes, 'MB', 300),
      figure('first npm start to the URL, downloads in the cache', cached / 1000, 's', 30, 'installs, ingests, fits'),
      figure('first npm start to the URL, with downloads', cold / 1000, 's', undefined, 'depends on the network'),
      figure('second npm start to the URL', second / 1000, 's', 5),
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A clone of what is committed. */
function clone(root: string, place: string, name: string): string {
  const folder = join(place, name);
  execFileSync('git', ['clone', '--quiet', root, folder]);
  return folder;
}

/** Milliseconds until the URL is printed. */
async function startMs(
  folder: string,
  home: string,
  extra: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter((entry) => !entry.includes('node_modules') && !entry.includes('.cache'));
  const started = performance.now();
  const env = {
    ...process.env,
    INIT_CWD: folder,
    npm_config_cache: join(home, '.npm'),
    HOME: home,
    PATH: path.join(':'),
    ...extra,
  };
  const child = spawn('npm', ['start', '--silent'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
  };
  signal.addEventListener('abort', stop);
  try {
    return await new Promise<number>((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer): void => {
        output += String(chunk);
        if (/http:\/\/127\.0\.0\.1:\d+/.test(output)) resolve(performance.now() - started);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', (chunk: Buffer) => (output += String(chunk)));
      child.on('close', () => reject(new Error(`npm start ended without a URL:\n${output.slice(-2000)}`)));
    });
  } finally {
    signal.removeEventListener('abort', stop);
    const closed = new Promise((resolve) => child.once('close', resolve));
    stop();
    await closed;
  }
}
