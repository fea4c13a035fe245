// pnpm release:dry-run: everything that a release does short of publishing it. Versions and changelogs are made on a copy, all packages packed, and the tarballs installed in a project outside of the workspace,
// where every entry is loaded by import and by require and type-checked with each supported TypeScript. Bills of materials and tarballs are left in .cache/release.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { allBlocks } from './check/code-blocks.mjs';
import { readPackages } from './check/packages.mjs';
import { billOfMaterials } from './release/bill-of-materials.ts';
import { createConsumer } from './release/consumer.mjs';
import { entryProblems } from './release/entries.ts';
import { closure, readInstalled } from './release/installed.ts';
import { licenceProblems } from './release/licences.ts';
import { manifestProblems } from './release/manifests.ts';
import { versionedCopy } from './release/versioned-copy.mjs';
import { startRegistry } from './scaffold/local-registry.mjs';
import { buildPackages, packBuilt } from './scaffold/pack-packages.mjs';
import { run } from './scaffold/run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, '.cache', 'release');
const place = mkdtempSync(join(tmpdir(), 'ai-release-'));
const workspace = readPackages(root).filter(({ manifest }) => manifest.private !== true);
const problems = [];
let registry;
try {
  await rehearse();
} catch (error) {
  problems.push(error.message);
} finally {
  await registry?.stop();
  rmSync(place, { recursive: true, force: true });
}
for (const problem of problems) console.error(`FAILED ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function rehearse() {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  await step('build', () => buildPackages(root));
  const copy = join(place, 'copy');
  const { version, changelogs } = await step('versions and changelogs', () => versionedCopy(root, copy));
  const tarballs = await step('pack', () => packBuilt(copy, join(output, 'tarballs')));
  const packed = await Promise.all(
    tarballs.map(async (tarball) => ({ ...tarball, files: await filesOf(tarball.file) })),
  );
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  holds('manifests and files of the tarballs', manifestProblems(packed, repository.url));

  registry = await startRegistry(tarballs);
  const consumer = await createConsumer({ root, folder: join(place, 'consumer'), registry: registry.url });
  const ours = Object.fromEntries(tarballs.map(({ name }) => [name, version]));
  const entries = tarballs.flatMap(({ name, manifest }) =>
    Object.keys(manifest.exports)
      .filter((subpath) => subpath !== './package.json')
      .map((subpath) => `${name}${subpath.slice(1)}`),
  );
  const optional = new Map(tarballs.map(({ name, manifest }) => [name, optionalPeers(manifest)]));

  await step('install, without optional peers', () => consumer.install(ours));
  const bare = await step('every entry by import and by require', () => consumer.load(entries));
  holds(`without optional peers (${entries.length} entries)`, entryProblems(bare, optional));
  for (const [program, args] of [
    ['ai', ['--help']],
    ['create-ai-app', ['--help']],
  ])
    await step(`${program} ${args.join(' ')}`, () => consumer.program(program, args));
  await step('bills of materials', () => writeBills(consumer.project, tarballs));

  const peers = Object.fromEntries(
    [...optional].flatMap(([name, names]) => names.map((peer) => [peer, developmentVersion(name, peer)])),
  );
  const examples = Object.fromEntries(
    [
      ['@org/ai-interop', 'ai'],
      ['@org/ai-interop', 'zod'],
      ['@org/ai-retrieval', '@types/pg'],
      ['@org/ai-retrieval', '@types/pg-copy-streams'],
    ].map(([name, other]) => [other, developmentVersion(name, other)]),
  );
  const types = { '@types/node': rootVersion('@types/node') };
  await step('install, with optional peers and compilers', () =>
    consumer.install({ ...ours, ...peers, ...examples, ...types, ...consumer.compilers }),
  );
  const complete = await step('every entry again', () => consumer.load(entries));
  holds('with optional peers', entryProblems(complete, new Map()));
  holds(
    'licences of what is brought along',
    licencesOf(consumer.project, [...Object.keys(ours), ...Object.keys(peers)]),
  );

  const blocks = allBlocks(root);
  for (const compiler of Object.keys(consumer.compilers)) {
    const errors = await step(`types with ${compiler} (${blocks.length} examples, ${entries.length} entries)`, () =>
      consumer.typeCheck(compiler, blocks, entries),
    );
    holds(`types with ${compiler}`, errors);
  }

  console.log(`\nWould be released as ${version}:`);
  for (const [name, notes] of changelogs) console.log(`\n# ${name}\n\n${notes}`);
}

async function writeBills(project, tarballs) {
  const installed = readInstalled(project);
  for (const { name, version } of tarballs) {
    const text = await billOfMaterials(installed, `node_modules/${name}`);
    writeFileSync(join(output, `${name.slice('@org/'.length)}-${version}.cdx.json`), text);
  }
}

function licencesOf(project, names) {
  const installed = readInstalled(project);
  const paths = names.map((name) => `node_modules/${name}`);
  const all = new Map(
    paths.flatMap((path) => [installed.get(path), ...closure(installed, path)]).map((one) => [one.path, one]),
  );
  return licenceProblems(
    [...all.values()].map(({ name, version, manifest }) => ({ name, version, licence: manifest.license })),
  );
}

function optionalPeers({ peerDependenciesMeta }) {
  return Object.keys(peerDependenciesMeta ?? {}).filter((peer) => peerDependenciesMeta[peer].optional === true);
}

/** The version that a package is tested with. */
function developmentVersion(name, other) {
  return workspace.find(({ manifest }) => manifest.name === name).manifest.devDependencies[other];
}

function rootVersion(name) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies[name];
}

async function filesOf(tarball) {
  const names = await run('tar', ['-tzf', tarball], { cwd: place });
  return names
    .split('\n')
    .filter((name) => name !== '')
    .map((name) => name.slice('package/'.length));
}

async function step(what, work) {
  const started = performance.now();
  const result = await work();
  console.log(`ok     ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}

function holds(what, found) {
  if (found.length === 0) console.log(`ok     ${what}`);
  problems.push(...found.map((problem) => `${what}: ${problem}`));
}
