// The reports of all packages, as they are and as they should be.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageManifest } from '../check/packages.mjs';
import { createDeclarations, type Declarations } from './declarations.ts';
import { apiReport, type ApiEntry } from './report.ts';

/** The report of one package. */
export interface PackageApi {
  /** The name on npm. */
  readonly name: string;
  readonly version: string;
  /** Path of the report below the root of the workspace. */
  readonly file: string;
  readonly entries: readonly ApiEntry[];
  /** What the file holds; nothing where there is none. */
  readonly written: string | undefined;
  readonly wanted: string;
}

/** Reads the sources of every package. Two seconds for 45 entries. */
export function workspaceApi(
  root: string,
  packages: readonly { readonly name: string; readonly manifest: PackageManifest }[],
): { readonly declarations: Declarations; readonly reports: readonly PackageApi[] } {
  const entriesOf = ({
    name,
    manifest,
  }: {
    readonly name: string;
    readonly manifest: PackageManifest;
  }): readonly ApiEntry[] =>
    Object.entries(manifest.exports).flatMap(([subpath, target]) => {
      const source = typeof target === 'string' ? undefined : target['@org/source'];
      if (source === undefined) return [];
      return [{ importName: `${manifest.name}${subpath.slice(1)}`, file: join(root, 'packages', name, source) }];
    });
  const all = packages.map((one) => ({ ...one, entries: entriesOf(one) }));
  const declarations = createDeclarations(
    new Map(all.flatMap(({ entries }) => entries.map(({ importName, file }) => [importName, file] as const))),
  );
  const reports = all.map(({ name, manifest, entries }) => {
    const file = `packages/${name}/api.md`;
    const path = join(root, file);
    return {
      name: manifest.name,
      version: manifest.version,
      file,
      entries,
      written: existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined,
      wanted: apiReport(manifest.name, entries, declarations),
    };
  });
  return { declarations, reports };
}
