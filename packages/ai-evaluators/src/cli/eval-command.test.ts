import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandIo } from '@org/ai-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commands } from './cli.ts';

const index = new URL('../index.ts', import.meta.url).href;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eval-cli-'));
  evaluationFile('pass.ts', 60, 0.8);
  evaluationFile('fail.ts', 30, 0.8);
  evaluationFile('open.ts', 50, 0.8);
  writeFileSync(join(folder, 'other.ts'), 'export const something: number = 1;');
  writeFileSync(join(folder, 'broken.ts'), "throw new Error('missing key');");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function evaluationFile(name: string, right: number, atLeast: number): void {
  writeFileSync(
    join(folder, name),
    `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { defineEval, exactMatch, gate } from '${index}';
    export const evaluation = defineEval({
      name: 'numbers',
      dataset: Array.from({ length: 60 }, (_: unknown, index: number) => ({ id: 'c' + index, input: index, expected: 'right' })),
      task: { id: 'count', run: (input: number, { signal }: { signal: AbortSignal }) => {
        appendFileSync('${join(folder, 'calls')}', input + '\\n');
        return input < ${right} ? 'right' : 'wrong';
      } },
      scorers: [exactMatch()],
      gates: [gate({ metric: 'exact-match', atLeast: ${atLeast}, on: 'low' })],
    });`,
  );
}

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function evaluate(...argv: readonly string[]): Promise<Outcome> {
  const outcome = { stdout: '', stderr: '' };
  const io: CommandIo = {
    stdout: (text) => (outcome.stdout += text),
    stderr: (text) => (outcome.stderr += text),
    isTty: false,
    signal: new AbortController().signal,
    cwd: folder,
    env: {},
  };
  const [manifest] = commands;
  const { run } = await manifest!.load();
  return { code: await run(argv, io), ...outcome };
}

describe('ai eval run', () => {
  it.each([
    ['pass.ts', 0, 'pass'],
    ['fail.ts', 1, 'fail'],
    ['open.ts', 3, 'inconclusive'],
  ])('exits by the verdict of %s: %i', async (file, code, verdict) => {
    const outcome = await evaluate('run', file);
    expect(outcome.code).toBe(code);
    expect(outcome.stdout).toContain(`numbers: ${verdict}`);
    expect(outcome.stderr).toContain('60/60 cases');
  });

  it('prints nothing but the canonical report with --json', async () => {
    const { stdout } = await evaluate('run', 'pass.ts', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ format: 'ai-eval-report/1', verdict: 'pass' });
    expect(stdout).toBe((await evaluate('run', 'pass.ts', '--json', '--concurrency', '1')).stdout);
  });

  it('writes reports, goes on from a journal, and compares with a baseline', async () => {
    rmSync(join(folder, 'calls'), { force: true });
    await evaluate('run', 'pass.ts', '--journal', 'run.journal', '--out', 'out');
    const again = await evaluate('run', 'pass.ts', '--journal', 'run.journal', '--baseline', 'out/report.json');
    expect(readFileSync(join(folder, 'calls'), 'utf8').split('\n')).toHaveLength(61);
    expect(again.stdout).toContain('against the baseline');
    for (const file of ['report.json', 'report.md', 'junit.xml', 'timings.json'])
      expect(existsSync(join(folder, 'out', file))).toBe(true);
  });

  it('runs the first cases with --limit, and does not take their journal for that of all', async () => {
    const limited = await evaluate('run', 'pass.ts', '--limit', '5', '--journal', 'limited.journal');
    expect(limited.stdout).toContain('5 cases');
    await expect(evaluate('run', 'pass.ts', '--journal', 'limited.journal')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it.each([
    [['run'], 'give exactly one file'],
    [['run', 'pass.ts', 'fail.ts'], 'give exactly one file'],
    [['run', 'pass.ts', '--limit', '0'], '--limit must be a whole number'],
    [['run', 'pass.ts', '--unknown'], '--unknown'],
    [['run', 'none.ts'], 'there is no file'],
    [['run', 'other.ts'], 'does not export "evaluation"'],
    [['run', 'broken.ts'], 'could not be loaded: missing key'],
    [['run', 'pass.ts', '--baseline', 'pass.ts'], 'is not JSON'],
    [['walk'], 'there is no "ai eval walk"'],
    [[], 'run or report'],
  ])('refuses %j with a message for the user', async (argv, message) => {
    const failure = evaluate(...argv);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toHaveProperty('code', expect.stringMatching(/^(?:invalid-input|not-found)$/));
  });
});

describe('ai eval report', () => {
  beforeEach(() => evaluate('run', 'fail.ts', '--out', 'failed'));

  it.each([
    ['table', 'numbers: fail'],
    ['markdown', '# numbers: fail'],
    ['junit', '<testsuites'],
    ['json', '{"cases"'],
  ])('shows a report as %s, with its exit code', async (format, start) => {
    const { code, stdout } = await evaluate('report', 'failed/report.json', '--format', format);
    expect(code).toBe(1);
    expect(stdout).toContain(start);
  });

  it('refuses what is no report, naming the field', async () => {
    writeFileSync(join(folder, 'odd.json'), '{"format":"ai-eval-report/1"}');
    await expect(evaluate('report', 'odd.json')).rejects.toThrow('odd.json.verdict');
    await expect(evaluate('report', 'failed/report.json', '--format', 'pdf')).rejects.toThrow(
      '--format must be one of',
    );
  });
});

describe('the ai program', () => {
  it('finds the command, and keeps what is done on Ctrl-C', async () => {
    writeFileSync(
      join(folder, 'slow.ts'),
      readFileSync(join(folder, 'pass.ts'), 'utf8').replace(
        "return input < 60 ? 'right' : 'wrong';",
        "return input < 30 || process.env['FAST'] ? 'right' : sleep(60_000, 'right', { signal });",
      ),
    );
    const argv = ['eval', 'run', 'slow.ts', '--journal', 'slow.journal'];
    const first = await ai(argv, {}, (stderr) => stderr.includes('30/60'));
    expect(first).toMatchObject({ code: 130, stdout: '' });
    rmSync(join(folder, 'calls'), { force: true });
    const second = await ai([...argv, '--json'], { FAST: '1' });
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ counts: { completed: 60 } });
    expect(readFileSync(join(folder, 'calls'), 'utf8').split('\n')).toHaveLength(31);
  });
});

function ai(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  shouldInterrupt: (stderr: string) => boolean = () => false,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const bin = fileURLToPath(new URL('../../../ai-cli/src/bin.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@org/source', bin, ...argv], {
      cwd: folder,
      env: { ...process.env, INIT_CWD: folder, ...env },
    });
    const outcome = { stdout: '', stderr: '' };
    let isInterrupted = false;
    child.stdout.on('data', (chunk) => (outcome.stdout += String(chunk)));
    child.stderr.on('data', (chunk) => {
      outcome.stderr += String(chunk);
      if (isInterrupted || !shouldInterrupt(outcome.stderr)) return;
      isInterrupted = true;
      child.kill('SIGINT');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...outcome }));
  });
}
