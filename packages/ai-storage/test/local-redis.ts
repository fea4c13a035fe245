import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis server of a test's own, reachable through a socket in a temporary folder alone. */
export interface LocalRedis extends AsyncDisposable {
  readonly socket: string;
  /** Kills the server as a crash would, and starts it again on the same files. */
  crash(): Promise<void>;
}

/** Starts a server that writes an append-only file. `program` is the path of redis-server. */
export async function startRedis(program: string, settings: readonly string[] = []): Promise<LocalRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  const path = join(folder, 'socket');
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  };
  const start = async (): Promise<void> => {
    const fixed = ['--port', '0', '--unixsocket', path, '--dir', folder, '--appendonly', 'yes', '--save', ''];
    server = spawn(program, [...fixed, ...settings], { cwd: folder, stdio: 'ignore' });
    const client = new Redis({ path, maxRetriesPerRequest: 100, retryStrategy: () => 50 });
    client.on('error', () => undefined);
    // While the append-only file is read, it answers that it is loading.
    await client.info();
    client.disconnect();
  };
  await start();
  return {
    socket: path,
    async crash() {
      await kill();
      await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
