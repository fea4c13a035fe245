import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An installed package of ours that says it has commands. */
export interface CommandPackage {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/**
 * Finds installed `@org/ai-*` packages with a `./cli` entry, by reading package.json files alone: nothing is loaded.
 * The project of the working directory comes first, then what is installed beside this program.
 */
export function findPackages(cwd: string, ownDirectory: string): readonly CommandPackage[] {
  const found = new Map<string, CommandPackage>();
  for (const scope of [...scopesAbove(cwd), dirname(ownDirectory)]) {
    for (const entry of listFolder(scope)) {
      const candidate = entry.startsWith('ai-') ? readPackage(join(scope, entry)) : undefined;
      if (candidate !== undefined && !found.has(candidate.name)) found.set(candidate.name, candidate);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function* scopesAbove(cwd: string): Generator<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    yield join(folder, 'node_modules', '@org');
    if (dirname(folder) === folder) return;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readPackage(folder: string): CommandPackage | undefined {
  try {
    const directory = realpathSync(folder);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Partial<
      Record<string, unknown>
    >;
    const { name, version = '0.0.0', exports } = manifest;
    const isOurs = typeof name === 'string' && name.startsWith('@org/ai-') && typeof version === 'string';
    const hasCommands = typeof exports === 'object' && exports !== null && './cli' in exports;
    return isOurs && hasCommands ? { name, version, directory } : undefined;
  } catch {
    // A folder that is no readable package has no commands.
    return undefined;
  }
}
