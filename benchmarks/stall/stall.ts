import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoopSamples } from '../assistant/loop-sampler.ts';
import { buildModels, type BenchModel } from '../embed/models.ts';
import { lognormalSet, setVocabulary } from '../embed/sets.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';
import { percentile } from '../harness/rounds.ts';

/** What a process that embeds tells of its main thread. */
interface Watched extends LoopSamples {
  /** Sections above 20 ms whose stack is in our sources. */
  readonly ownSections: number;
  readonly texts: number;
  readonly ms: number;
}

/** The longest sections of the main thread while a service embeds. */
export const stallBenchmark: Benchmark = {
  name: 'stall',
  summary:
    "the main thread's own longest section while embedding 10,000 documents, beside an idle process and transformers.js",
  peers: ['@huggingface/transformers'],
  measures: ['benchmarks/stall', 'benchmarks/embed', 'packages/ai-inference/src'],
  async run(run) {
    const models = await buildModels([setVocabulary().join(' ')]);
    try {
      const idle = watchIdle();
      const count = run.isQuick ? 500 : 10_000;
      run.progress(`ours: ${String(count)} documents`);
      const ours = await watch('ours', models.int8, count);
      const quiet = await idle.stop();
      const fewer = run.isQuick ? 32 : 128;
      run.progress(`transformers.js: ${String(fewer)} documents`);
      const theirs = await watch('transformers', models.float32, fewer);
      return figuresOf(ours, theirs, quiet);
    } finally {
      await models.remove();
    }
  },
};

function figuresOf(ours: Watched, theirs: Watched, quiet: LoopSamples): Figure[] {
  const p999 = ({ own }: LoopSamples): number => percentile(own, 0.999);
  const longest = ({ own }: LoopSamples): number => percentile(own, 1);
  const note = `${String(ours.texts)} documents of log-normal lengths in calls of 256, int8 graph, one worker, ${(ours.ms / 1_000).toFixed(0)} s; processor time of the main thread between two ticks; an idle process in the same run: ${p999(quiet).toFixed(1)} ms, at most ${longest(quiet).toFixed(1)} ms`;
  return [
    {
      name: "the main thread's own longest section, p99.9",
      metric: 'p999Ms',
      ours: p999(ours),
      unit: 'ms',
      target: { limit: 20, better: 'lower' },
      peers: { 'transformers.js': p999(theirs) },
      ratio: {},
      note,
    },
    {
      name: 'sections above 20 ms whose stack is ours',
      metric: 'ownSectionsOver20Ms',
      ours: ours.ownSections,
      unit: 'sections',
      target: { limit: 0, better: 'lower' },
      peers: {},
      ratio: {},
      note: 'stacks sampled every millisecond by the inspector',
    },
    {
      name: "the main thread's own longest section, the longest",
      metric: 'longestMs',
      ours: longest(ours),
      unit: 'ms',
      peers: { 'transformers.js': longest(theirs) },
      ratio: {},
      note: `transformers.js: ${String(theirs.texts)} documents in batches of 32, float32, one thread`,
    },
    {
      name: 'delay of a timer, p99',
      metric: 'delayP99Ms',
      ours: percentile(ours.late, 0.99),
      unit: 'ms',
      peers: { 'transformers.js': percentile(theirs.late, 0.99), 'idle process': percentile(quiet.late, 0.99) },
      ratio: {},
    },
  ];
}

function watch(who: 'ours' | 'transformers', { parent, name, bundle }: BenchModel, count: number): Promise<Watched> {
  const program = fileURLToPath(new URL('./stall.child.ts', import.meta.url));
  const texts = lognormalSet(count, 7).texts;
  const child = fork(program, [who, who === 'ours' ? bundle : parent, name], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`the process that embeds ended with code ${String(code)}`));
    });
    child.once('message', (watched: Watched) => {
      child.removeAllListeners('exit');
      child.kill();
      resolve(watched);
    });
    child.send(texts);
  });
}

function watchIdle(): { stop(): Promise<LoopSamples> } {
  const child = fork(fileURLToPath(new URL('../assistant/idle.child.ts', import.meta.url)));
  return {
    stop: () =>
      new Promise((resolve) => {
        child.once('message', (samples: LoopSamples) => {
          resolve(samples);
        });
        child.send('stop');
      }),
  };
}
