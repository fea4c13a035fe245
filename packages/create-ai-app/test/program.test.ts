import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram, packageManagerOf, type ProgramIo } from '../src/index.ts';
import type { TemplateSource } from '../src/template/template.ts';
import { templatesOf, temporaryFolder, writeAll } from './projects.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => folder.remove());

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly installed: readonly string[];
}

async function program(argv: readonly string[], io: Partial<ProgramIo> = {}): Promise<Outcome> {
  const outcome = { stdout: '', stderr: '', installed: [] as string[] };
  const code = await runProgram(argv, {
    stdout: (text) => (outcome.stdout += text),
    stderr: (text) => (outcome.stderr += text),
    isInteractive: false,
    ask: { name: () => Promise.reject(new Error('asked')), template: () => Promise.reject(new Error('asked')) },
    cwd: folder.path,
    signal: new AbortController().signal,
    templates: () => Promise.resolve(templatesOf({ 'a.txt': 'a\n' })),
    toolVersion: '1.0.0',
    manager: packageManagerOf(undefined),
    install: (directory) => {
      outcome.installed.push(directory);
      return Promise.resolve({ isInstalled: true });
    },
    ...io,
  });
  return { code, ...outcome };
}

describe('create-ai-app', () => {
  it('asks nothing without a terminal, installs, and prints the next two commands', async () => {
    const { code, stdout, installed } = await program([]);
    expect(code).toBe(0);
    expect(installed).toEqual([join(folder.path, 'my-ai-app')]);
    expect(stdout).toMatch(/Next:\n {2}cd my-ai-app\n {2}npm start\n$/);
  });

  it.each([
    [[], ['name', 'template']],
    [['shop'], ['template']],
    [['--template', 'demo'], ['name']],
    [['shop', '--template', 'demo'], []],
    [['--yes'], []],
    [['--json'], []],
  ])('asks on a terminal what %j leaves open: %j', async (argv, wanted) => {
    const asked: string[] = [];
    const answer = (question: string, text: string): Promise<string> => {
      asked.push(question);
      return Promise.resolve(text);
    };
    const source = { ...templatesOf({ 'a.txt': 'a\n' }), names: ['demo', 'other'] };
    const { code } = await program(argv, {
      isInteractive: true,
      templates: () => Promise.resolve(source),
      ask: { name: () => answer('name', 'shop'), template: () => answer('template', 'demo') },
    });
    expect([code, asked]).toEqual([0, wanted]);
  });

  it('says to install where it did not', async () => {
    const { stdout, installed } = await program(['shop', '--no-install', '--template', 'demo']);
    expect(installed).toEqual([]);
    expect(stdout).toMatch(/Next:\n {2}cd shop\n {2}npm install && npm start\n$/);
  });

  it('names what a template wants done once before the first start', async () => {
    const templates = (): Promise<TemplateSource> =>
      Promise.resolve(templatesOf({ 'a.txt': 'a\n' }, '1.0.0', { setup: 'setup' }));
    expect((await program(['shop'], { templates })).stdout).toMatch(/ {2}cd shop\n {2}npm run setup && npm start\n$/);
    const { stdout } = await program(['other', '--json', '--no-install'], { templates });
    expect(JSON.parse(stdout)).toMatchObject({
      setup: 'setup',
      next: ['cd other', 'npm install && npm run setup && npm start'],
    });
  });

  it('keeps the project when installing fails, and says what to run', async () => {
    const { code, stderr } = await program(['shop'], {
      install: () => Promise.resolve({ isInstalled: false, reason: 'npm install ended with 1' }),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/The project is complete, .* Run: cd shop && npm install\n$/);
    expect(existsSync(join(folder.path, 'shop/a.txt'))).toBe(true);
  });

  it('says the same to programs', async () => {
    const { stdout } = await program(['shop', '--json', '--no-install']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'create',
      name: 'shop',
      template: 'demo',
      isInstalled: false,
      next: ['cd shop', 'npm install && npm start'],
    });
    expect(JSON.parse((await program(['shop', '--json'])).stdout)).toMatchObject({
      error: { code: 'folder-not-empty' },
    });
  });

  it('writes nothing on a dry run', async () => {
    const { stdout, installed } = await program(['shop', '--dry-run']);
    expect(stdout).toContain('Would make');
    expect(stdout).toContain('  a.txt\n');
    expect([installed, readdirSync(folder.path)]).toEqual([[], []]);
  });

  it.each([
    [['--unknown'], /Unknown option '--unknown'/],
    [['a', 'b'], /"b" is one name too many/],
    [['update', '--template', 'x'], /--template does not go with update/],
    [['doctor', '--dry-run'], /--dry-run does not go with doctor/],
    [['a', '--answer', 'x'], /not of the form question=answer/],
    [['My Shop'], /upper-case letters.*; try my-shop/],
    [['update'], /has no \.ai-app\.json/],
    [['doctor', 'nowhere'], /has no \.ai-app\.json/],
  ])('exits with 2 for %j and says why', async (argv, message) => {
    const { code, stderr } = await program(argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('updates, and exits with 1 where something is left to decide', async () => {
    await program(['shop']);
    const templates = (): ReturnType<ProgramIo['templates']> =>
      Promise.resolve(templatesOf({ 'a.txt': 'b\n' }, '1.1.0'));
    const dry = await program(['update', 'shop', '--dry-run'], { templates });
    expect(dry).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Would bring demo from 1.0.0 to 1.1.0:\n  replaced      a.txt'),
    });
    writeAll(join(folder.path, 'shop'), { 'a.txt': 'mine\n' });
    const updated = await program(['update', 'shop'], { templates });
    expect(updated).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/conflict {6}a\.txt\n\nFor you to decide:\n {2}a\.txt\n$/),
    });
    const again = await program(['update', 'shop', '--json'], { templates });
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'unresolved-conflicts' } });
  });

  it('examines, and exits with 1 where there is an error', async () => {
    await program(['shop']);
    const { code, stdout } = await program(['doctor', 'shop']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^error {3}gate-eval: no pipeline has the evaluation step\n {8}add the step: npm run eval\n/,
    );
    expect(JSON.parse((await program(['doctor', 'shop', '--json'])).stdout)).toMatchObject({
      command: 'doctor',
      isHealthy: false,
    });
  });

  it('explains itself', async () => {
    expect((await program(['--version'])).stdout).toBe('1.0.0\n');
    expect((await program(['--help'])).stdout).toMatch(/demo {2}A template of a test/);
  });
});

describe('packageManagerOf', () => {
  it.each([
    ['pnpm/11.2.0 npm/? node/v24', 'pnpm'],
    ['yarn/4.1.0 npm/? node/v24', 'yarn'],
    ['bun/1.3.0', 'bun'],
    ['npm/11.0.0 node/v24', 'npm'],
    ['other; rm -rf', 'npm'],
    [undefined, 'npm'],
  ])('takes %j for %s', (agent, name) => expect(packageManagerOf(agent).name).toBe(name));
});

describe('the program from source', () => {
  const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));

  function start(
    argv: readonly string[],
    env: NodeJS.ProcessEnv = {},
    onStdout?: (interrupt: () => void) => void,
  ): Promise<Omit<Outcome, 'installed'>> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [...process.execArgv, bin, ...argv], {
        cwd: folder.path,
        env: { ...process.env, npm_config_user_agent: '', ...env },
      });
      const outcome = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => {
        outcome.stdout += String(chunk);
        if (outcome.stdout.split('\n').length === 2) onStdout?.(() => child.kill('SIGINT'));
      });
      child.stderr.on('data', (chunk) => (outcome.stderr += String(chunk)));
      child.on('close', (code) => resolve({ code: code ?? -1, ...outcome }));
    });
  }

  it('makes a project from every template of the checkout, with pinned versions and nothing of the workspace', async () => {
    const { stdout } = await start(['--help']);
    const templates = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}[A-Z]/gm)].map((match) => match[1] ?? '');
    expect(templates).toContain('guarded-chat');
    for (const template of templates) {
      const made = await start([`a-${template}`, '--template', template, '--no-install', '--json']);
      expect(made.stderr).toBe('');
      const { files } = JSON.parse(made.stdout) as { files: readonly string[] };
      expect(files).toEqual(expect.arrayContaining(['.gitignore', 'package.json', '.ai-app.json', 'README.md']));
      expect(files).not.toContain('template.json');
      const examined = JSON.parse((await start(['doctor', `a-${template}`, '--json'])).stdout) as {
        findings: readonly { id: string }[];
      };
      expect(examined.findings.map(({ id }) => id)).toEqual(['no-lockfile']);
    }
  });

  it('keeps the project when the registry cannot be reached', async () => {
    const offline = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      npm_config_cache: join(folder.path, '.cache'),
    };
    const { code, stderr } = await start(['shop'], offline);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /The project is complete, but its packages are not installed: npm install ended with \d+\. Run: cd shop && npm install\n$/,
    );
    expect(existsSync(join(folder.path, 'shop/.ai-app.json'))).toBe(true);
  });

  it('names the templates that there are', async () => {
    const { code, stderr } = await start(['shop', '--template', 'other']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no template "other"; templates: .*guarded-chat/);
  });

  it.runIf(process.platform !== 'win32')('ends at Ctrl-C while it installs, and the project stays whole', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const env = { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(folder.path, '.cache') };
    const { code, stderr } = await start(['shop'], env, (interrupt) => interrupt());
    expect(code).toBe(130);
    expect(stderr).toMatch(/Run: cd shop && npm install\n$/);
    expect(existsSync(join(folder.path, 'shop/.ai-app.json'))).toBe(true);
    silent.close();
  });
});
