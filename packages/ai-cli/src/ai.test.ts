import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('./bin.ts', import.meta.url));
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ai-cli-'));
  addPackage(
    'ai-demo',
    `
    export const commands = [
      { name: 'demo', summary: 'Shows what a command can do', load: () => import('./feature.js') },
      { name: 'slow', summary: 'Waits to be interrupted', load: () => import('./slow.js') },
    ];`,
    {
      'feature.js': `
      import { writeFileSync } from 'node:fs';
      writeFileSync(new URL('./loaded', import.meta.url), '');
      export async function run(argv, io) {
        if (argv[0] === 'throw') throw Object.assign(new Error('limit must be positive'), { code: 'invalid-input', [Symbol.for('@org/ai.error')]: true });
        if (argv[0] === 'crash') throw new TypeError('cannot read x');
        io.stderr('working ...\\n');
        io.stdout(JSON.stringify({ argv, cwd: io.cwd }) + '\\n');
        return Number(argv[0] ?? 0);
      }`,
      'slow.js': `
      import { writeFileSync } from 'node:fs';
      export async function run(argv, io) {
        io.stdout('ready\\n');
        const keepAlive = setInterval(() => {}, 1000);
        await new Promise((resolve) => io.signal.addEventListener('abort', resolve, { once: true }));
        clearInterval(keepAlive);
        writeFileSync(argv[0], 'complete');
        return 0;
      }`,
    },
  );
  addPackage('ai-broken', `throw new Error('missing native part');`, {});
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function addPackage(name: string, cli: string, files: Readonly<Record<string, string>>): void {
  const folder = join(project, 'node_modules', '@org', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: `@org/${name}`, version: '1.2.3', type: 'module', exports: { './cli': './cli.js' } }),
  );
  writeFileSync(join(folder, 'cli.js'), cli);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ai(args: readonly string[], onStdout?: (kill: () => void) => void): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { ...process.env, INIT_CWD: project };
    const child = spawn(process.execPath, ['--conditions=@org/source', bin, ...args], { cwd: project, env });
    const outcome = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => {
      outcome.stdout += String(chunk);
      onStdout?.(() => child.kill('SIGINT'));
    });
    child.stderr.on('data', (chunk) => (outcome.stderr += String(chunk)));
    child.on('close', (code) => resolve({ code, ...outcome }));
  });
}

describe('ai', () => {
  it('lists the commands of the installed packages without loading a feature, and survives a broken one', async () => {
    const { code, stdout } = await ai(['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/demo\s+Shows what a command can do/);
    expect(stdout).toMatch(/commands of @org\/ai-broken could not be read: missing native part/);
    expect(() => readFileSync(join(project, 'node_modules/@org/ai-demo/loaded'))).toThrow();
  });

  it('lists them for programs with --json', async () => {
    const { stdout } = await ai(['--help', '--json']);
    const { commands } = JSON.parse(stdout) as { commands: readonly { name: string }[] };
    expect(commands).toContainEqual({
      name: 'demo',
      summary: 'Shows what a command can do',
      package: '@org/ai-demo',
      version: '1.2.3',
    });
  });

  it('passes arguments on, keeps results on stdout and progress on stderr', async () => {
    const { code, stdout, stderr } = await ai(['demo', '0', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ argv: ['0', '--json'], cwd: project });
    expect(stderr).toBe('working ...\n');
  });

  it.each([
    ['0', 0],
    ['1', 1],
    ['2', 2],
    ['3', 3],
    ['77', 2],
  ])('exits with the code that a command returns (%s), other numbers being faults', async (argument, expected) => {
    expect((await ai(['demo', argument])).code).toBe(expected);
  });

  it('prints the message of an AiError and where help is, without a stack', async () => {
    const { code, stderr } = await ai(['demo', 'throw']);
    expect(code).toBe(2);
    expect(stderr).toBe('ai demo: limit must be positive\nSee: ai demo --help\n');
  });

  it('shows the stack of a defect', async () => {
    const { code, stderr } = await ai(['demo', 'crash']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unexpected fault: TypeError: cannot read x\n\s+at /);
  });

  it('suggests the command that was meant, and exits 2 for usage faults', async () => {
    expect(await ai(['dmeo'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "ai demo"?') });
    expect(await ai(['zzzzzz'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/Commands: .*demo/) });
    expect((await ai([])).code).toBe(2);
  });

  it('lets a command finish its write on Ctrl-C, and exits 130', async () => {
    const file = join(project, 'result');
    const { code, stderr } = await ai(['slow', file], (interrupt) => interrupt());
    expect(code).toBe(130);
    expect(stderr).toContain('stopping');
    expect(readFileSync(file, 'utf8')).toBe('complete');
  });
});
