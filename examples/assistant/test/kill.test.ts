import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeFolder } from './support/folder.ts';
import { answerOf, program } from './support/program.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function notes(count: number): Readonly<Record<string, string>> {
  const text = (number: number): string =>
    `# Locker ${String(number)}\n\nLocker ${String(number)} stands at stop ${String(number * 7)}. ${'It has a roof and a lamp. '.repeat(30)}\n`;
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [`note-${String(number)}.md`, text(number)]));
}

/** Starts the program and sends the signal as soon as it says this. */
function startAndStop(
  args: readonly string[],
  says: RegExp,
  signal: NodeJS.Signals,
  delayMs = 0,
): Promise<number | null> {
  const child = spawn(process.execPath, ['--conditions=@org/source', main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let heard = '';
  const listen = (chunk: Buffer): void => {
    const before = says.test(heard);
    heard += chunk.toString();
    if (!before && says.test(heard)) setTimeout(() => child.kill(signal), delayMs);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      resolve(code);
    });
  });
}

describe('a program that is killed', () => {
  const question = 'At which stop does locker 77 stand?';
  const delays = process.env['AI_LONG'] === '1' ? [0, 20, 50, 100, 200, 300, 500, 800] : [40, 150];

  it('during ingestion opens at its last complete index and goes on', async () => {
    const corpus = await makeFolder(notes(150));
    const index = join(await makeFolder(), 'state');
    const args = ['--corpus', corpus, '--index', index, '--ask', question, '--json'];
    for (const delay of delays) await startAndStop(args, /Reading documents/, 'SIGKILL', delay);
    const run = await program(args);
    expect(run.code).toBe(0);
    expect(answerOf(run).answer).toContain('stop 539');
    expect(answerOf(run).plan.readableDocuments).toBe(150);
    expect((await program(args)).stderr).toContain('Documents: 150 unchanged; 0 embedding calls.');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s while it serves closes and leaves nothing broken', async (signal) => {
    const corpus = await makeFolder(notes(3));
    const args = ['--corpus', corpus, '--index', join(await makeFolder(), 'state')];
    expect(await startAndStop(args, /http:\/\/127\.0\.0\.1:\d+\//, signal)).toBe(0);
    expect((await program([...args, '--ask', 'x'])).stderr).toContain('3 unchanged');
  });

  it('by SIGINT during ingestion stops with 130', async () => {
    const corpus = await makeFolder(notes(400));
    const args = ['--corpus', corpus, '--index', join(await makeFolder(), 'state')];
    expect(await startAndStop(args, /Reading documents/, 'SIGINT')).toBe(130);
  });
});
