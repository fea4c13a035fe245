// A peer in a process of its own, so that its runtime and its threads meet nobody else's: loads a model, then embeds what it is sent and says how long it took.
import { join } from 'node:path';

interface Request {
  readonly texts: readonly string[];
  readonly batch: number;
}

type Embed = (texts: readonly string[], batch: number) => Promise<readonly (readonly number[])[]>;

const [peer = '', parent = '', name = ''] = process.argv.slice(2);

/** The feature-extraction pipeline as its documentation shows it, one thread, mean pooling, normalised. */
async function transformers(): Promise<Embed> {
  const library = '@huggingface/transformers';
  const { env, pipeline } = (await import(library)) as {
    env: { allowRemoteModels: boolean; localModelPath: string };
    pipeline: (
      task: string,
      model: string,
      options: object,
    ) => Promise<(texts: readonly string[], options: object) => Promise<{ tolist(): number[][] }>>;
  };
  env.allowRemoteModels = false;
  env.localModelPath = parent;
  const extract = await pipeline('feature-extraction', name, {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  return async (texts, batch) => {
    const rows: number[][] = [];
    for (let from = 0; from < texts.length; from += batch)
      rows.push(...(await extract(texts.slice(from, from + batch), { pooling: 'mean', normalize: true })).tolist());
    return rows;
  };
}

/** FlagEmbedding on the same files. It takes the vector of the first token, pads every text to the longest the model takes, and has no option for threads. */
async function fastembed(): Promise<Embed> {
  const library = 'fastembed';
  const { FlagEmbedding, EmbeddingModel } = (await import(library)) as {
    FlagEmbedding: {
      init(options: object): Promise<{ embed(texts: readonly string[], batch: number): AsyncIterable<number[][]> }>;
    };
    EmbeddingModel: { CUSTOM: string };
  };
  const model = await FlagEmbedding.init({
    model: EmbeddingModel.CUSTOM,
    modelAbsoluteDirPath: join(parent, name),
    modelName: 'onnx/model.onnx',
    showDownloadProgress: false,
  });
  return async (texts, batch) => {
    const rows: number[][] = [];
    for await (const part of model.embed(texts, batch)) rows.push(...part);
    return rows;
  };
}

const embed = await (peer === 'fastembed' ? fastembed() : transformers());
process.on('message', ({ texts, batch }: Request) => {
  const started = performance.now();
  void embed(texts, batch).then(
    (rows) => process.send?.({ ms: performance.now() - started, first: Array.from(rows[0] ?? []) }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.send?.({ isReady: true });
