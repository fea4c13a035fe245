import { spawn } from 'node:child_process';
import process from 'node:process';

/** A program that installs packages, and how its commands are written. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  readonly install: string;
  readonly start: string;
  /** Runs a script of the project, whose name follows. */
  readonly run: string;
}

/** The one that started this tool, by what it says of itself; npm where none did. */
export function packageManagerOf(userAgent: string | undefined): PackageManager {
  const name = (['pnpm', 'yarn', 'bun'] as const).find((other) => userAgent?.startsWith(`${other}/`) === true) ?? 'npm';
  return { name, install: `${name} install`, start: `${name} start`, run: `${name} run` };
}

/** How installing ended; `reason` is for people. */
export type InstallResult = { readonly isInstalled: true } | { readonly isInstalled: false; readonly reason: string };

/** Installs the packages of a project. Its output goes to the standard error, so that the standard output stays the tool's own. */
export function installPackages(
  directory: string,
  manager: PackageManager,
  signal: AbortSignal,
): Promise<InstallResult> {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32';
    // The name is one of four words; a shell is what runs .cmd files on Windows.
    const child = spawn(manager.name, ['install'], { cwd: directory, stdio: ['ignore', 2, 2], shell: isWindows });
    const stop = (): void => void child.kill();
    signal.addEventListener('abort', stop, { once: true });
    const end = (result: InstallResult): void => {
      signal.removeEventListener('abort', stop);
      resolve(result);
    };
    child.on('error', (error: NodeJS.ErrnoException) =>
      end({
        isInstalled: false,
        reason: error.code === 'ENOENT' ? `there is no ${manager.name} on the PATH` : error.message,
      }),
    );
    child.on('close', (code) =>
      end(
        code === 0
          ? { isInstalled: true }
          : { isInstalled: false, reason: `${manager.install} ended with ${code ?? 'a signal'}` },
      ),
    );
  });
}
