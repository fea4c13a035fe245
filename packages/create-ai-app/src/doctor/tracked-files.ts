import { execFileSync } from 'node:child_process';

/** Tells of a path whether git has it; of none where there is no repository, or no git. */
export function trackedFiles(project: string): (path: string) => boolean {
  try {
    const output = execFileSync('git', ['ls-files', '-z', '--', '.env*', 'Dockerfile*'], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    const names = new Set(output.split('\0'));
    return (path) => names.has(path);
  } catch {
    return () => false;
  }
}
