import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Which process, beyond doubt where the platform allows: a pid alone is reused, and means another process in another container. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Start of the process on the kernel's own scale; undefined where the platform does not tell. */
  readonly started: string | undefined;
  /** The boot and the pid namespace in which the pid means this process. */
  readonly scope: string | undefined;
}

/** Looks at processes; a port, so that tests can let them die. */
export interface ProcessTable {
  self(): Promise<ProcessIdentity>;
  /** `unknown` when this process cannot tell: another machine, another container, or a platform without start times. */
  state(identity: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'>;
}

export function createNodeProcessTable(): ProcessTable {
  const self = async (): Promise<ProcessIdentity> => ({
    pid: process.pid,
    host: hostname(),
    started: await startOf(process.pid),
    scope: await currentScope(),
  });
  return {
    self,
    async state(identity) {
      if (identity.host !== hostname() || identity.scope !== (await currentScope())) return 'unknown';
      if (!isRunning(identity.pid)) return 'dead';
      if (identity.started === undefined) return 'unknown';
      const started = await startOf(identity.pid);
      if (started === undefined) return 'unknown';
      return started === identity.started ? 'alive' : 'dead';
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Field 22 of /proc/<pid>/stat (proc(5)): start time in clock ticks after boot. A zombie counts as gone. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readText(`/proc/${String(pid)}/stat`);
  // The command name may hold spaces and parentheses; the fields after the last parenthesis start with the third.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' ? 'gone' : fields?.[19];
}

async function currentScope(): Promise<string | undefined> {
  const boot = await readText('/proc/sys/kernel/random/boot_id');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => undefined);
  return boot === undefined || namespace === undefined ? undefined : `${boot.trim()} ${namespace}`;
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
