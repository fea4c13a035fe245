import type { Benchmark, BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { interleave, median, ratioOf, type Rounds } from '../harness/rounds.ts';
import { buildModels } from './models.ts';
import { startOurs, type OurEmbedder } from './ours.ts';
import { startPeer, type Peer } from './peer.ts';
import { cranfieldSet, lognormalSet, setVocabulary, uniformSet, type TextSet } from './sets.ts';

const seed = 20_261_126;

/** Embedding throughput on graphs of MiniLM's sizes with random weights: time is real, vectors mean nothing. */
export const embedBenchmark: Benchmark = {
  name: 'embed',
  summary: 'documents per second through the inference engine, beside transformers.js and fastembed on the same files',
  peers: ['@huggingface/transformers', 'fastembed'],
  measures: ['benchmarks/embed', 'packages/ai-inference/src'],
  async run(run) {
    const counts = run.isQuick ? { skewed: 32, even: 16 } : { skewed: 128, even: 48 };
    const models = await buildModels([setVocabulary().join(' ')]);
    const [ours, int8] = [await startOurs(models.float32, 1), await startOurs(models.int8, 2)];
    const peer = await startPeer('transformers', models.float32);
    try {
      const lognormal = lognormalSet(counts.skewed, seed);
      await demandSameVectors(ours, peer, lognormal);
      const outside: number[] = [];
      const figures = [
        ...(await skewed(run, lognormal, { ours, int8, peer, outside })),
        await even(run, 'uniform-fp32', uniformSet(counts.even, seed), ours, peer),
        await even(run, 'cranfield-fp32', cranfieldSet(counts.even, run.dataDirectory, seed), ours, peer),
      ];
      return [...figures, shareFigure(outside), await fastembedFigure(run, lognormal, ours, models.float32)];
    } finally {
      peer.stop();
      await ours.stop();
      await int8.stop();
      await models.remove();
    }
  },
};

interface Contenders {
  readonly ours: OurEmbedder;
  readonly int8: OurEmbedder;
  readonly peer: Peer;
  readonly outside: number[];
}

async function skewed(run: BenchmarkRun, set: TextSet, { ours, int8, peer, outside }: Contenders): Promise<Figure[]> {
  const { texts } = set;
  run.progress(`lognormal: ${set.note}`);
  const rounds = await interleave(
    {
      ours: async () => {
        const done = await ours.embed(texts);
        outside.push(done.outside);
        return perSecond(texts, done.ms);
      },
      'one by one': async () => perSecond(texts, await ours.embedOneByOne(texts)),
      int8: async () => perSecond(texts, (await int8.embed(texts)).ms),
      b32: async () => perSecond(texts, (await peer.embed(texts, 32)).ms),
      'theirs one by one': async () => perSecond(texts, (await peer.embed(texts, 1)).ms),
    },
    run.rounds,
    run.signal,
  );
  const b32 = 'transformers.js, batches of 32';
  const single = 'transformers.js, one by one';
  const note = `${set.note}, log-normal lengths (median 48 tokens, sigma 1.0, at most 512), one thread; in batches of 32 these texts are padded to ${paddingOf(texts).toFixed(1)} times their words, which bounds what batching can gain`;
  return [
    figureOf(
      'documents a second, skewed lengths',
      'lognormal-fp32',
      rounds,
      'ours',
      { [b32]: 'b32', [single]: 'theirs one by one' },
      note,
      10,
      b32,
    ),
    figureOf(
      'documents a second, skewed lengths, one by one',
      'one-by-one',
      rounds,
      'ours',
      { [single]: 'theirs one by one' },
      `${note}; ours as it batches, the peer at the setting that suits it best here`,
      1.15,
      single,
    ),
    figureOf(
      'documents a second, each asked for when the one before is done',
      'sequential',
      rounds,
      'one by one',
      { [single]: 'theirs one by one' },
      `${note}; nothing to batch on either side`,
    ),
    figureOf(
      'documents a second, skewed lengths, int8 graph, two workers',
      'lognormal-int8',
      rounds,
      'int8',
      { [b32]: 'b32' },
      `${set.note}; the peer with its float32 graph in batches of 32 and one thread`,
      25,
      b32,
    ),
  ];
}

async function even(run: BenchmarkRun, metric: string, set: TextSet, ours: OurEmbedder, peer: Peer): Promise<Figure> {
  const { texts } = set;
  run.progress(`${set.name}: ${set.note}`);
  const rounds = await interleave(
    {
      ours: async () => perSecond(texts, (await ours.embed(texts)).ms),
      b32: async () => perSecond(texts, (await peer.embed(texts, 32)).ms),
      single: async () => perSecond(texts, (await peer.embed(texts, 1)).ms),
    },
    run.isQuick ? run.rounds : Math.max(9, run.rounds),
    run.signal,
  );
  const peers = { 'transformers.js, batches of 32': 'b32', 'transformers.js, one by one': 'single' };
  return figureOf(`documents a second, ${set.name} lengths`, metric, rounds, 'ours', peers, `${set.note}, one thread`);
}

function figureOf(
  name: string,
  metric: string,
  rounds: Rounds,
  ours: string,
  peers: Readonly<Record<string, string>>,
  note: string,
  least?: number,
  against?: string,
): Figure {
  const own = rounds[ours] ?? [];
  const ratio = Object.fromEntries(Object.entries(peers).map(([peer, key]) => [peer, ratioOf(own, rounds[key] ?? [])]));
  const reached = against === undefined ? undefined : ratio[against];
  const target =
    least === undefined
      ? ''
      : `; target: ${String(least)} times ${against ?? ''}, ${reached !== undefined && reached.median >= least ? 'kept' : 'missed'}`;
  return {
    name,
    metric,
    ours: median(own),
    unit: 'documents/s',
    peers: Object.fromEntries(Object.entries(peers).map(([peer, key]) => [peer, median(rounds[key] ?? [])])),
    ratio,
    note: `${note}${target}`,
  };
}

function shareFigure(outside: readonly number[]): Figure {
  return {
    name: 'share of the time outside of the runtime, skewed lengths',
    metric: 'shareOutsideRun',
    ours: median(outside),
    unit: 'share',
    target: { limit: 0.04, better: 'lower' },
    peers: {},
    ratio: {},
    note: 'tokenizing, queueing, copying, pooling and waiting; of the wall time of one worker, float32',
  };
}

async function fastembedFigure(
  run: BenchmarkRun,
  set: TextSet,
  ours: OurEmbedder,
  model: Parameters<typeof startPeer>[1],
): Promise<Figure> {
  // It pads every text to 512 tokens: a part of the texts is enough to see that.
  const texts = set.texts.slice(0, run.isQuick ? 8 : 32);
  run.progress(`fastembed: ${String(texts.length)} texts`);
  const peer = await startPeer('fastembed', model);
  try {
    const rounds = await interleave(
      {
        ours: async () => perSecond(texts, (await ours.embed(texts)).ms),
        fastembed: async () => perSecond(texts, (await peer.embed(texts, 32)).ms),
      },
      3,
      run.signal,
    );
    return figureOf(
      'documents a second, skewed lengths, beside fastembed',
      'lognormal-fastembed',
      rounds,
      'ours',
      { 'fastembed, batches of 32': 'fastembed' },
      `${String(texts.length)} texts; it has no option for threads and takes all cores, ours one; it returns the vector of the first token`,
    );
  } finally {
    peer.stop();
  }
}

async function demandSameVectors(ours: OurEmbedder, peer: Peer, { texts }: TextSet): Promise<void> {
  const some = texts.slice(0, 1);
  const [own, theirs] = [await ours.embed(some), await peer.embed(some, 1)];
  const cosine = own.first.reduce((sum, value, index) => sum + value * (theirs.first[index] ?? 0), 0);
  if (!(cosine > 0.9999)) throw new Error(`the vectors differ: cosine ${String(cosine)}`);
}

/** How much longer texts become when each is padded to the longest of its batch of 32. */
function paddingOf(texts: readonly string[]): number {
  const lengths = texts.map((text) => text.split(' ').length);
  let padded = 0;
  for (let from = 0; from < lengths.length; from += 32) {
    const batch = lengths.slice(from, from + 32);
    padded += Math.max(...batch) * batch.length;
  }
  return padded / lengths.reduce((sum, length) => sum + length, 0);
}

function perSecond(texts: readonly string[], ms: number): number {
  return (texts.length / ms) * 1_000;
}
