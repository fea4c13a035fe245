import type { FileSystem } from '@org/ai-storage';
import { createPowerCutFileSystem, withoutSyncs, type PowerCutFileSystem } from '@org/ai-storage/testing';
import { describe, expect, it } from 'vitest';
import { defineEval } from '../evaluation/evaluation.ts';
import { renderJson } from '../report/render-json.ts';
import { exactMatch } from '../scorers/exact-match.ts';
import { runEval } from './run-eval.ts';

const journalPath = '/data/run.journal';
const cases = Array.from({ length: 30 }, (_, index) => ({ id: `c${index}`, input: index, expected: 'even' }));
const seeds = Array.from({ length: process.env['AI_LONG'] === '1' ? 500 : 40 }, (_, index) => index + 1);

interface Attempt {
  readonly called: readonly string[];
  readonly acknowledged: ReadonlySet<string>;
  /** Undefined when the power failed. */
  readonly report: string | undefined;
}

async function attempt(fileSystem: FileSystem): Promise<Attempt> {
  const called: string[] = [];
  const acknowledged = new Set<string>();
  const evaluation = defineEval({
    name: 'power',
    dataset: cases,
    task: {
      id: 'parity',
      run(input: number, { caseId }) {
        called.push(caseId);
        return input % 3 === 0 ? 'even' : 'odd';
      },
    },
    scorers: [exactMatch()],
  });
  const report = await runEval(evaluation, {
    fileSystem,
    journalPath,
    concurrency: 3,
    onProgress({ caseId }) {
      if (caseId !== undefined) acknowledged.add(caseId);
    },
  }).then(
    (run) => renderJson(run.report),
    () => undefined,
  );
  return { called, acknowledged, report };
}

/** Cuts the power at some operation, resumes on what is left, and says which finished cases were called again. */
async function cutAndResume(
  seed: number,
  uninterrupted: { readonly report: string | undefined; readonly operations: number },
  wrap: (disk: PowerCutFileSystem) => FileSystem,
): Promise<readonly string[]> {
  const cutAfter = 1 + ((seed * 7919) % uninterrupted.operations);
  const before = createPowerCutFileSystem({ seed, cutAfter });
  const first = await attempt(wrap(before));
  const after = before.cut();
  // The process of the first run is this one, which still lives: after a real power cut its lock would be stale.
  await after.remove(`${journalPath}.lock`).catch(() => undefined);
  const second = await attempt(after);
  expect(second.report).toBe(uninterrupted.report);
  return second.called.filter((id) => first.acknowledged.has(id));
}

async function uninterruptedRun(): Promise<{ readonly report: string | undefined; readonly operations: number }> {
  const disk = createPowerCutFileSystem({ seed: 0 });
  const { report } = await attempt(disk);
  expect(report).toBeDefined();
  return { report, operations: disk.operations };
}

describe('a run whose power is cut', () => {
  it('goes on without calling a finished case again, and ends in the same bytes', async () => {
    const uninterrupted = await uninterruptedRun();
    for (const seed of seeds) expect(await cutAndResume(seed, uninterrupted, (disk) => disk)).toEqual([]);
  });

  it('would call finished cases again if the journal did not sync: the test sees it', async () => {
    const uninterrupted = await uninterruptedRun();
    const repeated: string[] = [];
    for (const seed of seeds) {
      const mutant = (disk: PowerCutFileSystem): FileSystem =>
        withoutSyncs(disk, ({ kind, path }) => kind === 'file' && path === journalPath);
      repeated.push(...(await cutAndResume(seed, uninterrupted, mutant).catch(() => ['refused'])));
    }
    expect(repeated).not.toEqual([]);
  });
});
