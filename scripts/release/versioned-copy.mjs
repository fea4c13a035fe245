// A copy of the workspace in which the pending changesets have been made into versions and changelogs, as the release will do it.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { repositoryFiles } from '../check/markdown.mjs';
import { readPackages } from '../check/packages.mjs';
import { run } from '../scaffold/run.mjs';

/** Folders and files that versions, changelogs and tarballs are made of. */
const parts = /^(?:\.changeset|packages|templates|scripts)\/|^[^/]+$/;

/**
 * Copies what is built already along with it: a version changes nothing in it.
 * @returns {Promise<{ version: string, changelogs: ReadonlyMap<string, string> }>} the version of all packages, and what their changelogs say about it
 */
export async function versionedCopy(root, copy) {
  for (const file of repositoryFiles(root)) {
    if (!parts.test(file)) continue;
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const parent of ['packages', 'templates'])
    for (const name of readdirSync(join(root, parent)))
      for (const part of ['node_modules', 'dist']) {
        const from = join(root, parent, name, part);
        // Links between packages are relative, so that those of the copy lead to each other.
        if (existsSync(from)) cpSync(from, join(copy, parent, name, part), { recursive: true, verbatimSymlinks: true });
      }
  const changesets = join(root, 'node_modules', '@changesets', 'cli', 'bin.js');
  await run(process.execPath, [changesets, 'version'], { cwd: copy });

  const left = readdirSync(join(copy, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md');
  if (left.length > 0) throw new Error(`changesets that released nothing: ${left.join(', ')}`);
  const packages = readPackages(copy).filter(({ manifest }) => manifest.private !== true);
  const changelogs = new Map(packages.map((one) => [one.manifest.name, newestNotes(copy, one)]));
  const versions = [...new Set(packages.map(({ manifest }) => manifest.version))];
  if (versions.length !== 1) throw new Error(`packages were given several versions: ${versions.join(', ')}`);
  return { version: versions[0], changelogs };
}

function newestNotes(copy, { name, manifest }) {
  const file = join(copy, 'packages', name, 'CHANGELOG.md');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const start = text.indexOf(`## ${manifest.version}\n`);
  if (start < 0) throw new Error(`${manifest.name}: its changelog says nothing about ${manifest.version}`);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end).trim();
}
