// The proof outside of the workspace: every template is made from the packed tool into a folder of its own, installed from the packed packages, checked, started, asked,
// and updated from an earlier version with edits in it. Names of templates as arguments run only those.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { askService } from './scaffold/ask-service.mjs';
import { droppedFile, newFile, oldLine, packEarlierTool } from './scaffold/earlier-tool.mjs';
import { startRegistry } from './scaffold/local-registry.mjs';
import { outsideEnvironment, ownCache } from './scaffold/outside.mjs';
import { packPackages } from './scaffold/pack-packages.mjs';
import { run } from './scaffold/run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const all = readdirSync(join(root, 'templates')).filter((name) =>
  existsSync(join(root, 'templates', name, 'template.json')),
);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all;
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no template ${unknown.join(', ')}; templates: ${all.join(', ')}`);
  process.exit(2);
}

const place = mkdtempSync(join(tmpdir(), 'ai-scaffold-'));
const problems = [];
let registry;
try {
  const tarballs = await step('pack every package', () => packPackages(root, join(place, 'tarballs')));
  registry = await startRegistry(tarballs);
  for (const template of wanted) await prove(template, tarballs);
} catch (error) {
  problems.push(error.message);
} finally {
  await registry?.stop();
  rmSync(place, { recursive: true, force: true });
}
for (const problem of problems) console.error(`FAILED ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

async function prove(template, tarballs) {
  const home = join(place, template);
  mkdirSync(home);
  const env = { ...outsideEnvironment(root, settingsFile(registry.url)), npm_config_cache: await ownCache(home) };
  const npm = (args, cwd, code) => run('npm', args, { cwd, env, code });
  const project = join(home, 'my-service');

  await step(`${template}: npm create`, () =>
    npm(['create', '--yes', '@org/ai-app', 'my-service', '--', '--template', template], home),
  );
  expect('no trace of the workspace is left', !/workspace:|@org\/source/.test(allText(project)));
  expect('our packages are the packed ones', ownPackagesAre(project, tarballs));
  for (const script of ['typecheck', 'lint', 'test', 'eval'])
    await step(`${template}: npm run ${script}`, () => npm(['run', script], project));
  const isRight = await step(`${template}: npm start, and a question`, () => askService(project, template, env));
  expect('the answer is right', isRight);
  const doctor = JSON.parse(
    await step(`${template}: doctor`, () => npm(['run', '--silent', 'doctor', '--', '--json'], project)),
  );
  expect(`the doctor finds nothing (${JSON.stringify(doctor.findings)})`, doctor.findings.length === 0);
  await step(`${template}: a folder that is not empty is refused`, () =>
    npm(['create', '--yes', '@org/ai-app', 'my-service', '--', '--yes', '--template', template], home, 2),
  );

  const tool = tarballs.find(({ name }) => name === '@org/create-ai-app');
  const earlier = await packEarlierTool(tool, template, join(home, 'earlier-tool'));
  const updated = join(home, 'updated', 'my-service');
  mkdirSync(dirname(updated));
  const create = ['create-ai-app', 'my-service', '--template', template, '--no-install'];
  await step(`${template}: the earlier version`, () =>
    npm(['exec', '--yes', `--package=${earlier.file}`, '--', ...create], dirname(updated)),
  );
  const readme = readFileSync(join(updated, 'README.md'), 'utf8');
  expect('it is the earlier version', readme.includes(oldLine));
  writeFileSync(join(updated, 'README.md'), `${readme}\n## Ours\n\nA line of our own.\n`);
  writeFileSync(join(updated, 'own.txt'), 'ours\n');
  rmSync(join(updated, '.dockerignore'), { force: true });
  const dry = JSON.parse(
    await npm(['create', '--yes', '--silent', '@org/ai-app@latest', 'update', '--', '--dry-run', '--json'], updated),
  );
  expect('a dry run changes nothing', dry.changes.length >= 3 && existsSync(join(updated, droppedFile)));
  await step(`${template}: update`, () => npm(['create', '--yes', '@org/ai-app@latest', 'update'], updated));
  const merged = readFileSync(join(updated, 'README.md'), 'utf8');
  expect(
    'an edit is kept',
    merged === `${readFileSync(join(project, 'README.md'), 'utf8')}\n## Ours\n\nA line of our own.\n`,
  );
  expect('a file of our own is kept', readFileSync(join(updated, 'own.txt'), 'utf8') === 'ours\n');
  expect('what was deleted stays deleted', !existsSync(join(updated, '.dockerignore')));
  expect('what the template dropped is gone', !existsSync(join(updated, droppedFile)));
  expect('what the template added is there', existsSync(join(updated, newFile)));
  renameSync(join(project, 'node_modules'), join(updated, 'node_modules'));
  renameSync(join(project, 'package-lock.json'), join(updated, 'package-lock.json'));
  for (const script of ['typecheck', 'test'])
    await step(`${template}: updated, npm run ${script}`, () => npm(['run', script], updated));
  await step(`${template}: updated, doctor`, () => npm(['run', 'doctor'], updated));
}

/** A shell takes no variable with the name of a scope's registry on to its children, so a file says it: in place of the global settings, beside the user's own. */
function settingsFile(url) {
  const file = join(place, 'npmrc');
  writeFileSync(file, `@org:registry=${url}\n`);
  return file;
}

/** Whether everything of our scope in the lock file has the digest of a tarball. */
function ownPackagesAre(project, tarballs) {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  const ours = Object.entries(packages).filter(([path]) => path.includes('node_modules/@org/'));
  return (
    ours.length > 0 && ours.every(([, { integrity }]) => tarballs.some((tarball) => tarball.integrity === integrity))
  );
}

function allText(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !entry.parentPath.includes('node_modules') && entry.name !== 'package-lock.json',
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

async function step(what, work) {
  const started = performance.now();
  const result = await work();
  console.log(`ok     ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}

function expect(what, holds) {
  if (!holds) throw new Error(what);
  console.log(`ok     ${what}`);
}
