import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, examineApp, type Examination, type ExamineAppOptions } from '../src/index.ts';
import { templatesOf, temporaryFolder, writeAll, type Contents } from './projects.ts';

const workflow = (...commands: readonly string[]): string =>
  ['on: push', 'jobs:', '  gate:', '    steps:', ...commands.map((command) => `      - run: ${command}`), ''].join(
    '\n',
  );
const healthy = {
  'package.json': JSON.stringify({ name: 'demo', dependencies: { '@org/ai-core': '^1.2.0', zod: '4' } }),
  '.gitignore': 'node_modules/\n.env\n',
  '.env.example': '# Copy to .env\n#API_KEY=\nSHOP_HOST=127.0.0.1\n',
  Dockerfile: 'FROM node:24\nENV SHOP_HOST=0.0.0.0\nCOPY package.json ./\nUSER node\n',
  '.github/workflows/ci.yml': workflow('npm ci', 'npm run typecheck', 'npm run lint', 'npm test', 'npm run eval'),
};
const unsafeSettings = [{ name: 'SHOP_CHECKS', values: ['off'], remedy: 'leave it on' }];
let folder: ReturnType<typeof temporaryFolder>;
let project: string;
beforeEach(async () => {
  folder = temporaryFolder();
  const templates = templatesOf(healthy, '1.0.0', { unsafeSettings });
  const options = { name: 'shop', directory: folder.path, template: 'demo', templates, toolVersion: '1.0.0' };
  project = (await createApp(options)).directory;
  writeAll(project, { 'package-lock.json': '{}' });
});
afterEach(() => folder.remove());

function examine(options: Partial<ExamineAppOptions> = {}): Promise<Examination> {
  const templates = templatesOf(healthy, '1.0.0', { unsafeSettings });
  return examineApp({ directory: project, templates, toolVersion: '1.0.0', ...options });
}
const idsOf = ({ findings }: Examination): readonly string[] => findings.map(({ id, severity }) => `${severity} ${id}`);
/** What is found besides that a file was changed. */
async function foundWith(files: Contents): Promise<readonly string[]> {
  writeAll(project, files);
  return idsOf(await examine()).filter((id) => id !== 'info file-changed');
}

describe('examineApp', () => {
  it('finds nothing in a project as it was made', async () => {
    expect(await examine()).toEqual({ template: 'demo', templateVersion: '1.0.0', findings: [], isHealthy: true });
  });

  it('notes what was changed and deleted, which is no fault', async () => {
    writeFileSync(join(project, '.env.example'), '# other\n');
    rmSync(join(project, 'Dockerfile'));
    const examination = await examine();
    expect(idsOf(examination)).toEqual(['info file-changed', 'info file-deleted']);
    expect(examination.isHealthy).toBe(true);
  });

  it.each<[string, Contents, readonly string[]]>([
    [
      'no evaluation',
      { '.github/workflows/ci.yml': workflow('npm test', 'npm run lint', 'npm run typecheck') },
      ['error gate-eval'],
    ],
    [
      'no pipeline that can be read',
      { '.github/workflows/ci.yml': ':\n\t-' },
      ['error gate-eval', 'error gate-test', 'warning gate-typecheck', 'warning gate-lint'],
    ],
    [
      'an evaluation in a comment',
      { '.github/workflows/ci.yml': workflow('npm run check --silent', '"# npm run eval"') },
      [],
    ],
    [
      'an evaluation that may fail',
      { '.github/workflows/ci.yml': workflow('npm test', 'npm run lint', 'npm run typecheck', 'npm run eval || true') },
      ['error gate-eval'],
    ],
    [
      'an evaluation whose failure is passed over',
      {
        '.github/workflows/ci.yml': `${workflow('npm test', 'npm run lint', 'npm run typecheck', 'npm run eval')}        continue-on-error: true\n`,
      },
      ['error gate-eval'],
    ],
    [
      'the gates in a GitLab pipeline',
      { '.github/workflows/ci.yml': workflow('echo'), '.gitlab-ci.yml': 'gate:\n  script:\n    - npm run check\n' },
      [],
    ],
    [
      'a GitLab job that may fail',
      {
        '.github/workflows/ci.yml': workflow('npm test', 'npm run lint', 'npm run typecheck'),
        '.gitlab-ci.yml': 'gate:\n  script: ai eval run a.ts\n  allow_failure: true\n',
      },
      ['error gate-eval'],
    ],
    ['.env that git would take', { '.gitignore': 'node_modules/\n' }, ['error env-not-ignored']],
    ['.env that git takes after all', { '.gitignore': '.env\n!.env\n' }, ['error env-not-ignored']],
    [
      'checks of certificates turned off',
      { '.env.example': 'NODE_TLS_REJECT_UNAUTHORIZED=0\n' },
      ['error unsafe-setting'],
    ],
    ['sign-in turned off', { 'deploy/app.yml': 'env:\n  AUTH_MODE: "none" # for now\n' }, ['error unsafe-setting']],
    [
      'what the template calls unsafe',
      { Dockerfile: 'FROM a\nENV A=1 SHOP_CHECKS=off\nUSER node\n' },
      ['error unsafe-setting'],
    ],
    ['a service that listens everywhere', { '.env.example': 'SHOP_HOST=0.0.0.0\n' }, ['warning listens-everywhere']],
    ['one that says why', { '.env.example': '# The proxy keeps others out.\nSHOP_HOST=0.0.0.0\n' }, []],
    ['a secret in the example', { '.env.example': 'API_KEY=sk-a8Zq0pLm3nX7vB2c\n' }, ['error secret-in-file']],
    ['a placeholder for a secret', { '.env.example': 'API_KEY=your-key-goes-here-1234\n' }, []],
    ['a local .env with a secret', { '.env': 'API_KEY=sk-a8Zq0pLm3nX7vB2c\n' }, []],
    ['an image that runs as root', { Dockerfile: 'FROM a\nUSER node\nFROM b\nCMD x\n' }, ['error image-as-root']],
    ['an image that takes .env in', { Dockerfile: 'FROM a\nCOPY . .\nUSER node\n' }, ['error env-in-image']],
    [
      'an old package',
      { 'package.json': JSON.stringify({ dependencies: { '@org/ai-core': '^1.1.0' } }) },
      ['warning package-outdated'],
    ],
    [
      'an old package that is installed',
      { 'node_modules/@org/ai-core/package.json': '{"version":"1.1.9"}' },
      ['warning package-outdated'],
    ],
    [
      'a package without a version',
      { 'package.json': JSON.stringify({ dependencies: { '@org/ai-core': 'latest' } }) },
      ['warning package-not-pinned'],
    ],
    ['no package.json that can be read', { 'package.json': '{' }, ['error package-json-unreadable']],
    [
      'conflict markers',
      { 'package.json': '<<<<<<< yours\n=======\n>>>>>>> template\n' },
      ['error conflict-markers', 'error package-json-unreadable'],
    ],
    ['a file of the template beside', { 'Dockerfile.from-template': 'FROM c\n' }, ['warning template-file-beside']],
    ['an update that was interrupted', { '.ai-app/update/journal.json': '{}' }, ['error update-interrupted']],
    ['a base that is damaged', { '.ai-app/base.json.gz': 'x' }, ['warning base-damaged']],
  ])('finds %s', async (_name, files, wanted) => {
    expect(await foundWith(files)).toEqual(wanted);
  });

  it('finds that there is no lock file', async () => {
    rmSync(join(project, 'package-lock.json'));
    expect(idsOf(await examine())).toEqual(['error no-lockfile']);
  });

  it('finds an .env that is in git', async () => {
    writeAll(project, { '.env': 'API_KEY=sk-a8Zq0pLm3nX7vB2c\n' });
    execFileSync('git', ['init', '--quiet'], { cwd: project });
    expect(idsOf(await examine())).toEqual([]);
    execFileSync('git', ['add', '--force', '.env'], { cwd: project });
    expect(idsOf(await examine())).toEqual(['error secret-in-file', 'error env-committed']);
  });

  it('finds a newer template, an unknown one, and a tool that is too old', async () => {
    expect(idsOf(await examine({ templates: templatesOf(healthy, '1.1.0') }))).toEqual(['warning template-outdated']);
    expect(idsOf(await examine({ toolVersion: '0.9.0' }))).toEqual(['error tool-outdated']);
    expect(idsOf(await examine({ templates: { ...templatesOf(healthy), names: [] } }))).toEqual([
      'warning template-unknown',
    ]);
  });

  it('names a remedy in every finding, and never the secret', async () => {
    writeAll(project, { '.env.example': 'API_KEY=sk-a8Zq0pLm3nX7vB2c\nAUTH=off\n' });
    const { findings, isHealthy } = await examine();
    expect(isHealthy).toBe(false);
    for (const { remedy } of findings) expect(remedy.length).toBeGreaterThan(5);
    expect(JSON.stringify(findings)).not.toContain('sk-a8');
    expect(readFileSync(join(project, '.env.example'), 'utf8')).toContain('sk-a8');
  });
});
