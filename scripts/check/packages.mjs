import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The packages of the workspace: folder name and package.json. */
export function readPackages(root) {
  return readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
    .map((name) => ({
      name,
      manifest: JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')),
    }));
}

/** Import name (`@org/ai-core/config`) → source file (`packages/ai-core/src/config/config.ts`) of every public entry. */
export function entryMap(root) {
  const map = {};
  for (const { name, manifest } of readPackages(root)) {
    for (const [subpath, target] of Object.entries(manifest.exports)) {
      const source = target['@org/source'];
      if (source !== undefined) map[`${manifest.name}${subpath.slice(1)}`] = `packages/${name}/${source.slice(2)}`;
    }
  }
  return map;
}

/** The source files of every public entry. */
export function sourceEntries(root) {
  return Object.values(entryMap(root));
}
