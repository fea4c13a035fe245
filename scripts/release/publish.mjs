// Publishes the tarballs of a dry run with provenance, and tags the commit: node scripts/release/publish.mjs FOLDER. What the registry has already is passed over, so that a run that was cut off is run again.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { attempt, run } from '../scaffold/run.mjs';
import { readTarball } from '../scaffold/pack-packages.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/release/publish.mjs FOLDER');
const cwd = process.cwd();
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.tgz'));
const tarballs = await Promise.all(files.map((name) => readTarball(join(folder, name))));
for (const tarball of inOrder(tarballs)) {
  const { name, version, file, integrity } = tarball;
  const there = await attempt('npm', ['view', `${name}@${version}`, 'dist.integrity'], { cwd });
  const published = there.code === 0 ? there.stdout.trim() : '';
  if (published === '') {
    await run('npm', ['publish', file, '--access', 'public', '--provenance'], { cwd });
    console.log(`published: ${name}@${version}`);
  } else if (published !== integrity) {
    throw new Error(`${name}@${version} is on the registry with another digest: raise the version with a changeset`);
  } else console.log(`there already: ${name}@${version}`);
  const tag = `${name}@${version}`;
  if ((await run('git', ['tag', '--list', tag], { cwd })).trim() === '') await run('git', ['tag', tag], { cwd });
}

/** What others depend on comes first: nobody installs a package whose dependencies are not there yet. */
function inOrder(all) {
  const done = new Map();
  const visit = (tarball) => {
    if (done.has(tarball.name)) return;
    for (const other of Object.keys(tarball.manifest.dependencies ?? {})) {
      const ours = all.find(({ name }) => name === other);
      if (ours !== undefined) visit(ours);
    }
    done.set(tarball.name, tarball);
  };
  all.forEach(visit);
  return [...done.values()];
}
