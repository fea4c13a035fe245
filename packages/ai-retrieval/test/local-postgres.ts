import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { Pool } from 'pg';

const run = promisify(execFile);

/** A PostgreSQL server of a test's own, reachable through a socket in a temporary folder alone. */
export interface LocalPostgres extends AsyncDisposable {
  /** A pool of the role `app`, which is no superuser: row level security holds for it. */
  pool(options?: { readonly isSuperuser?: boolean; readonly max?: number }): Pool;
  /** Kills the server as a crash would, and starts it again on the same files. */
  crash(): Promise<void>;
  /** Kills it and leaves it down. */
  stop(): Promise<void>;
}

/** Starts a server. `initdb` is the program of that name; its neighbours are used as well. */
export async function startPostgres(initdb: string): Promise<LocalPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const owner = await serverUser();
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  await run(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'], {
    ...owner,
    cwd: folder,
  });
  const pools: Pool[] = [];
  const open = (user: string, database: string, max = 10): Pool => {
    const pool = new Pool({ host: folder, user, database, max });
    // A server that is killed under it ends its idle connections: the next query reports that.
    pool.on('error', () => undefined);
    pools.push(pool);
    return pool;
  };
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null) return;
    const gone = once(running, 'exit');
    // SIGQUIT is an immediate shutdown: no checkpoint, recovery from the log at the next start, and no child is left behind.
    running.kill('SIGQUIT');
    await gone;
  };
  const start = async (): Promise<void> => {
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${folder}`,
      'max_connections=60',
      'shared_buffers=256MB',
      'maintenance_work_mem=1GB',
      // As its manual advises for anything but spinning disks.
      'random_page_cost=1.1',
    ];
    server = spawn(join(dirname(initdb), 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], {
      ...owner,
      cwd: folder,
      stdio: 'ignore',
    });
    await untilReady(open('postgres', 'postgres', 1));
  };
  await start();
  const admin = open('postgres', 'postgres', 1);
  await admin.query('create role app login');
  await admin.query('create database app owner app');
  await open('postgres', 'app', 1).query('create extension vector');
  return {
    pool: ({ isSuperuser = false, max } = {}) => open(isSuperuser ? 'postgres' : 'app', 'app', max),
    async crash() {
      await kill();
      await start();
    },
    stop: kill,
    async [Symbol.asyncDispose]() {
      // The end of a pool waits for connections that were never given back, which must not keep the server alive.
      const ended = Promise.all(pools.map((pool) => pool.end().catch(() => undefined)));
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(pool: Pool): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const isReady = await pool.query('select 1').then(
      () => true,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the PostgreSQL server did not start');
}

/** PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. */
async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = await Promise.all(
        ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)),
      );
      return { uid: uid ?? 0, gid: gid ?? 0 };
    } catch {
      continue;
    }
  }
  throw new Error('there is no user that PostgreSQL could run as');
}
