import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf } from '../harness/rounds.ts';
import { openEngines } from './searching.ts';
import { readQuestions, writeDocuments } from './thousand-documents.ts';

/** Milliseconds a question of a lexical search over the same 1,000 documents; ours computes the readable set and its statistics, the peers have no access lists. */
export async function measureSearchSpeed(root: string, run: BenchmarkRun): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-documents-'));
  try {
    run.progress('lexical search beside the peers ...');
    writeDocuments(root, folder, run.isQuick ? 100 : 1000);
    const documents = readdirSync(folder).map((id) => ({
      id,
      title: id,
      text: readFileSync(join(folder, id), 'utf8'),
    }));
    const engines = await openEngines(documents);
    const questions = readQuestions(root).slice(0, run.isQuick ? 10 : 60);
    const contenders = Object.fromEntries(
      Object.entries(engines.search).map(([name, search]) => [
        name,
        async () => {
          const started = performance.now();
          for (const question of questions) await search(question, 10);
          return (performance.now() - started) / questions.length;
        },
      ]),
    );
    const { ours = [], ...peers } = await interleave(contenders, run.rounds, run.signal);
    await engines[Symbol.asyncDispose]();
    return [
      {
        name: `lexical search, ${documents.length} documents, a question`,
        ours: median(ours),
        unit: 'ms',
        peers: Object.fromEntries(Object.entries(peers).map(([name, values]) => [name, median(values)])),
        ratio: Object.fromEntries(Object.entries(peers).map(([name, values]) => [name, ratioOf(ours, values)])),
        note: 'ours with access lists',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
