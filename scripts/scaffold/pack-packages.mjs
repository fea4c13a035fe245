// Packs every public package of the workspace as it would be published, and reads what is in each tarball.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readPackages } from '../check/packages.mjs';
import { run } from './run.mjs';

/** @typedef {{ name: string, version: string, file: string, manifest: object, integrity: string }} Tarball */

/** Builds and packs into `folder`. @returns {Promise<readonly Tarball[]>} */
export async function packPackages(root, folder) {
  await buildPackages(root);
  return packBuilt(root, folder);
}

/** Builds what is not built yet. */
export async function buildPackages(root) {
  const args = ['run', 'build', '--output-logs=errors-only', '--ui=stream'];
  await run(join(root, 'node_modules', '.bin', 'turbo'), args, { cwd: root });
}

/** Packs packages that are built. @returns {Promise<readonly Tarball[]>} */
export async function packBuilt(root, folder) {
  mkdirSync(folder, { recursive: true });
  const tarballs = [];
  for (const { name, manifest } of readPackages(root)) {
    if (manifest.private === true) continue;
    const target = join(folder, name);
    // pnpm puts versions in place of workspace: ranges, and publishConfig in place of the workspace's exports.
    await run(join(root, 'node_modules', '.bin', 'pnpm'), ['pack', '--pack-destination', target], {
      cwd: join(root, 'packages', name),
    });
    const [file] = readdirSync(target).filter((entry) => entry.endsWith('.tgz'));
    tarballs.push(await readTarball(join(target, file)));
  }
  return tarballs;
}

/** @returns {Promise<Tarball>} */
export async function readTarball(file) {
  const manifest = JSON.parse(await run('tar', ['-xzOf', file, 'package/package.json'], { cwd: process.cwd() }));
  const text = JSON.stringify(manifest);
  for (const trace of ['workspace:', '@org/source'])
    if (text.includes(trace)) throw new Error(`${file}: its package.json still holds "${trace}"`);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  return { name: manifest.name, version: manifest.version, file, manifest, integrity };
}
