import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../harness/benchmark.ts';
import { measureAnswering } from './answering.ts';
import { measureCommandStart } from './command-start.ts';
import { measureFirstStart } from './first-start.ts';
import { measureSearchQuality } from './search-quality.ts';
import { measureSearchSpeed } from './search-speed.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The main job: from a fresh clone to an answer, and what it does to the machine meanwhile. */
export const assistantBenchmark: Benchmark = {
  name: 'assistant',
  summary: 'From a fresh clone to an answer over 1,000 documents',
  peers: ['lunr', 'minisearch'],
  isDataOnly: true,
  measures: [
    'examples/assistant/src',
    ...[
      'ai-blueprints',
      'ai-cli',
      'ai-core',
      'ai-guardrails',
      'ai-inference',
      'ai-retrieval',
      'ai-serving',
      'ai-storage',
    ].map((name) => `packages/${name}/src`),
  ],
  async run(run) {
    // With data of one's own the question is quality; the rest does not depend on it.
    if (run.dataDirectory !== undefined) return measureSearchQuality(run);
    return [
      ...(await measureCommandStart(root, run)),
      ...(await measureAnswering(root, run)),
      ...(await measureSearchSpeed(root, run)),
      ...(run.isQuick ? [] : await measureFirstStart(root, run)),
    ];
  },
};
