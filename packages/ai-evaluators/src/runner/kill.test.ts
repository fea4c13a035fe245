import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@org/ai-stats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const concurrency = 4;
const total = 120;
const kills = process.env['AI_LONG'] === '1' ? 20 : 3;
const sources = new URL('../', import.meta.url).href;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eval-kill-'));
  // Each call is written, unbuffered, before it answers: the file outlives the process.
  writeFileSync(
    join(folder, 'program.ts'),
    `
    import { appendFileSync, writeFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { defineEval, exactMatch, renderJson } from '${sources}index.ts';
    import { runEval } from '${sources}runner/runner.ts';
    const [calls, done, journalPath, out] = process.argv.slice(2);
    const { report } = await runEval(
      defineEval({
        name: 'kill',
        dataset: Array.from({ length: ${total} }, (_, index) => ({ id: 'c' + index, input: index, expected: 'even' })),
        task: {
          id: 'parity',
          async run(input, { caseId }) {
            appendFileSync(calls, caseId + '\\n');
            await sleep(input % 4);
            return input % 2 === 0 ? 'even' : 'odd';
          },
        },
        scorers: [exactMatch()],
      }),
      { journalPath, concurrency: ${concurrency}, onProgress: ({ caseId }) => caseId && appendFileSync(done, caseId + '\\n') },
    );
    writeFileSync(out, renderJson(report));
    `,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program; kills it without warning once it has finished so many cases. */
function program(name: string, killAfter = Infinity): Promise<void> {
  const files = ['calls', 'done', 'journal', 'report'].map((kind) => join(folder, `${name}.${kind}`));
  const child = spawn(process.execPath, ['--conditions=@org/source', join(folder, 'program.ts'), ...files], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const watch = setInterval(() => {
    if (lines(name, 'done').length >= killAfter) child.kill('SIGKILL');
  }, 1);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0 || killAfter < Infinity) resolve();
      else reject(new Error(`the program ended with ${String(code)}`));
    });
  });
}

function lines(name: string, kind: string): readonly string[] {
  try {
    return readFileSync(join(folder, `${name}.${kind}`), 'utf8')
      .split('\n')
      .slice(0, -1);
  } catch {
    return [];
  }
}

describe('a run that is killed with SIGKILL', () => {
  it('goes on without calling a finished case again, and ends in the same bytes', async () => {
    await program('whole');
    const random = createRandom(5);
    for (let round = 0; round < kills; round++) {
      const name = `killed-${round}`;
      await program(name, 1 + random.integer(total - 20));
      const [called, done] = [lines(name, 'calls'), new Set(lines(name, 'done'))];
      expect(done.size).toBeGreaterThan(0);
      await program(name);
      const again = lines(name, 'calls').slice(called.length);
      expect(again.filter((id) => done.has(id))).toEqual([]);
      expect(again.filter((id) => called.includes(id)).length).toBeLessThanOrEqual(concurrency);
      expect(new Set([...called, ...again]).size).toBe(total);
      expect(readFileSync(join(folder, `${name}.report`))).toEqual(readFileSync(join(folder, 'whole.report')));
    }
  });
});
