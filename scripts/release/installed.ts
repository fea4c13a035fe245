// Reads what npm installed: the packages of a lock file, and which of them one package brings along.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).optional();
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      dependencies: names,
      optionalDependencies: names,
      peerDependencies: names,
      peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).optional(),
    }),
  ),
});

/** One installed package. */
export interface Installed {
  /** Folder below the project: `node_modules/zod`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly integrity: string | undefined;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Paths of what it depends on. */
  readonly uses: readonly string[];
}

/** Everything in the lock file of a project that is installed on this machine, by path. */
export function readInstalled(project: string): ReadonlyMap<string, Installed> {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')));
  const installed = new Map<string, Installed>();
  for (const [path, entry] of Object.entries(packages)) {
    const manifest = path === '' ? undefined : readManifest(join(project, path));
    // Optional dependencies of other platforms are in the lock file and not on the disk.
    if (manifest === undefined) continue;
    const peers = Object.keys(entry.peerDependencies ?? {});
    const wanted = [...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...peers];
    const uses = wanted.map((name) => resolvePath(packages, path, name)).filter((found) => found !== undefined);
    installed.set(path, {
      path,
      name: String(manifest['name']),
      version: String(manifest['version']),
      integrity: entry.integrity,
      manifest,
      uses,
    });
  }
  return installed;
}

/** What a package brings along, itself not included; in the order of paths. */
export function closure(installed: ReadonlyMap<string, Installed>, path: string): readonly Installed[] {
  const found = new Set<string>();
  const queue = [path];
  for (let next = queue.pop(); next !== undefined; next = queue.pop())
    for (const used of installed.get(next)?.uses ?? []) {
      if (found.has(used) || used === path) continue;
      found.add(used);
      queue.push(used);
    }
  return [...found]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((one) => installed.get(one))
    .filter((one) => one !== undefined);
}

/** Where Node finds a package from the folder of another one. */
function resolvePath(packages: Readonly<Record<string, unknown>>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in packages) return path;
    if (folder === '') return undefined;
  }
}

function readManifest(folder: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
