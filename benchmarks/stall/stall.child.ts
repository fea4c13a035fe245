// Embeds the texts that it is sent and reports what its main thread did: lengths of its sections, and the stacks of long ones.
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { watchLoop } from '../assistant/loop-sampler.ts';
import { batchContext } from '../embed/ours.ts';
import { createInferenceEngine } from '../../packages/ai-inference/src/index.ts';

const [who = '', place = '', name = ''] = process.argv.slice(2);
const callTexts = 256;
const longMs = 20;

type Embed = (texts: readonly string[]) => Promise<unknown>;

async function ours(): Promise<Embed> {
  const engine = createInferenceEngine({ workers: 1, cacheBytes: 0 });
  const embedder = engine.embedder(await engine.load(place));
  const context = batchContext();
  return (texts) => embedder.embed({ texts, kind: 'document' }, context);
}

async function transformers(): Promise<Embed> {
  const library = '@huggingface/transformers';
  const { env, pipeline } = (await import(library)) as {
    env: { allowRemoteModels: boolean; localModelPath: string };
    pipeline: (
      task: string,
      model: string,
      options: object,
    ) => Promise<(texts: readonly string[], options: object) => Promise<unknown>>;
  };
  env.allowRemoteModels = false;
  env.localModelPath = join(place);
  const extract = await pipeline('feature-extraction', name, {
    dtype: 'fp32',
    session_options: { intraOpNumThreads: 1 },
  });
  return async (texts) => {
    for (let from = 0; from < texts.length; from += 32)
      await extract(texts.slice(from, from + 32), { pooling: 'mean', normalize: true });
  };
}

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly url: string; readonly functionName: string };
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** Uninterrupted stretches of samples in our sources that take longer than 20 ms. */
function longSections({ nodes, samples = [], timeDeltas = [] }: Profile): number {
  const isOurs = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.url.includes('/packages/ai-')]));
  const isIdle = new Map(
    nodes.map(({ id, callFrame }) => [
      id,
      callFrame.functionName === '(idle)' || callFrame.functionName === '(program)',
    ]),
  );
  let sections = 0;
  let own = 0;
  for (const [index, id] of samples.entries()) {
    const ms = (timeDeltas[index] ?? 0) / 1_000;
    if (isIdle.get(id) === true) own = 0;
    else if (isOurs.get(id) === true) {
      const before = own;
      own += ms;
      if (before <= longMs && own > longMs) sections += 1;
    }
  }
  return sections;
}

process.on('message', (texts: readonly string[]) => {
  void (async () => {
    const embed = await (who === 'ours' ? ours() : transformers());
    await embed(texts.slice(0, 32));
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 1_000 });
    await session.post('Profiler.start');
    const stop = watchLoop();
    const started = performance.now();
    for (let from = 0; from < texts.length; from += callTexts) await embed(texts.slice(from, from + callTexts));
    const ms = performance.now() - started;
    // The watch sees a section when the next tick comes.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const samples = stop();
    const { profile } = (await session.post('Profiler.stop')) as { readonly profile: Profile };
    process.send?.({ ...samples, ownSections: who === 'ours' ? longSections(profile) : 0, texts: texts.length, ms });
  })();
});
