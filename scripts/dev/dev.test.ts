import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = dirname(dirname(fileURLToPath(import.meta.url)));
let place: string;
let checkout: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'ai-dev-'));
  checkout = join(place, 'checkout');
  mkdirSync(join(checkout, 'scripts'), { recursive: true });
  for (const name of ['dev.mjs', 'dev'])
    cpSync(join(scripts, name), join(checkout, 'scripts', name), { recursive: true });
  writeFileSync(join(checkout, 'package.json'), '{ "type": "module", "packageManager": "pnpm@11.28.10" }');
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) writeFileSync(join(checkout, name), '');
  writeFileSync(join(checkout, 'scripts', 'test.mjs'), 'console.log("tests ran", process.argv.slice(2).join(" "));');
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Puts an npm on the path that does what is told: fails with a message, or brings a pnpm that does. */
function plantNpm(npm: { readonly fails?: string; readonly pnpmFails?: string }): void {
  const folder = join(place, 'bin');
  mkdirSync(folder, { recursive: true });
  const pnpm = `console.error(${JSON.stringify(npm.pnpmFails ?? 'Done')}); process.exit(${npm.pnpmFails === undefined ? 0 : 1});`;
  const program = `#!/usr/bin/env node
    const { mkdirSync, writeFileSync, appendFileSync } = require('node:fs');
    appendFileSync(${JSON.stringify(join(place, 'npm-calls'))}, process.argv.slice(2).join(' ') + '\\n');
    if (${String(npm.fails !== undefined)}) { console.error(${JSON.stringify(npm.fails ?? '')}); process.exit(1); }
    const folder = process.argv[process.argv.indexOf('--prefix') + 1] + '/node_modules/pnpm/bin';
    mkdirSync(folder, { recursive: true });
    writeFileSync(folder + '/pnpm.mjs', ${JSON.stringify(pnpm)});`;
  writeFileSync(join(folder, 'npm'), program);
  chmodSync(join(folder, 'npm'), 0o755);
  writeFileSync(join(folder, 'npm.cmd'), '@node "%~dp0npm" %*\r\n');
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function dev(args: readonly string[], nodeArgs: readonly string[] = []): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: [join(place, 'bin'), process.env['PATH']].join(delimiter) };
    const child = spawn(process.execPath, [...nodeArgs, join(checkout, 'scripts', 'dev.mjs'), ...args], {
      cwd: checkout,
      env,
    });
    const outcome = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (outcome.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (outcome.stderr += String(chunk)));
    child.on('close', (code) => resolve({ code, ...outcome }));
  });
}

const npmCalls = (): number => readFileSync(join(place, 'npm-calls'), 'utf8').trim().split('\n').length;

describe('the bootstrap', () => {
  it('fetches and installs the first time, does nothing the second, and passes arguments on', async () => {
    plantNpm({});
    const first = await dev(['test', 'packages/ai-stats']);
    expect(first).toMatchObject({ code: 0, stdout: 'tests ran packages/ai-stats\n' });
    expect(first.stderr).toContain('Installing');
    const second = await dev(['test']);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(npmCalls()).toBe(1);
  });

  it('installs again when the lock file has changed', async () => {
    plantNpm({});
    await dev(['test']);
    writeFileSync(join(checkout, 'pnpm-lock.yaml'), 'changed');
    expect((await dev(['test'])).stderr).toContain('Installing');
  });

  it('replaces a node_modules that npm install made', async () => {
    plantNpm({});
    mkdirSync(join(checkout, 'node_modules', 'zod'), { recursive: true });
    const { stderr } = await dev(['test']);
    expect(stderr).toContain('Replacing a node_modules folder that was not made by pnpm');
    expect(() => readFileSync(join(checkout, 'node_modules', 'zod'))).toThrow('ENOENT');
  });

  it.each([
    ['no network at npm', { fails: 'npm error code ENOTFOUND' }, 'registry could not be reached'],
    [
      'no network at pnpm',
      { pnpmFails: 'ERR_PNPM_META_FETCH_FAIL getaddrinfo EAI_AGAIN' },
      'registry could not be reached',
    ],
    ['an untrusted certificate', { fails: 'npm error code SELF_SIGNED_CERT_IN_CHAIN' }, 'npm config set cafile'],
    ['a full disk', { pnpmFails: 'ENOSPC: no space left on device, write' }, 'The disk is full'],
    ['a cache that cannot be written', { fails: 'npm error code EACCES' }, 'could not be written'],
    ['a lock file that does not fit', { pnpmFails: 'ERR_PNPM_OUTDATED_LOCKFILE' }, 'pnpm-lock.yaml does not fit'],
  ])('says what to do about %s, and tries again the next time', async (_name, fault, message) => {
    plantNpm(fault);
    const { code, stderr, stdout } = await dev(['test']);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    rmSync(join(checkout, '.cache'), { recursive: true });
    plantNpm({});
    expect((await dev(['test'])).code).toBe(0);
  });

  it('says so when the checkout cannot be written', async () => {
    writeFileSync(join(checkout, '.cache'), 'a file where the folder should be');
    const { code, stderr } = await dev(['test']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/The checkout cannot be written .*Copy it to a folder that belongs to you/);
  });

  it('names the platforms that work when this one does not', async () => {
    const pretend = '--import=data:text/javascript,Object.defineProperty(process,"arch",{value:"ia32"})';
    const { code, stderr } = await dev(['test'], [pretend]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/\(\w+-ia32\) is not supported.*linux-x64/);
  });

  it('names its commands when it gets none', async () => {
    expect(await dev([])).toMatchObject({ code: 2, stderr: expect.stringContaining('start|test') });
  });
});
