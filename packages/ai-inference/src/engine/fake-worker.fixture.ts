import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { BundleManifest } from '../bundle/manifest.ts';
import type { SpawnWorker } from '../workers/spawn-worker.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

/** The manifest that fake workers answer a load with. */
const fakeManifest: BundleManifest = {
  formatVersion: 1,
  name: 'fake',
  task: 'embedding',
  pooling: 'weighted-sum',
  normalisation: 'l2',
  dimensions: 2,
  maxTokens: 4,
  precision: 'float32',
  licence: 'Apache-2.0',
  source: 'a test',
  model: 'model.onnx',
  tokenizer: { kind: 'terms', vocabulary: 'vocabulary.txt' },
  files: {},
  digest: `sha256:${'a'.repeat(64)}`,
};

interface Message {
  readonly id: number;
  readonly request: WorkerRequest;
}

/** Workers that load at once and embed when the test says so: a text becomes [its length, 0]. */
export interface FakeWorkers {
  readonly spawn: SpawnWorker;
  /** Batches handed out and not yet answered, oldest first. */
  readonly batches: readonly (readonly string[])[];
  /** All texts that were ever handed out. */
  readonly seen: readonly string[];
  readonly loads: readonly string[];
  readonly started: number;
  answer(): Promise<void>;
  /** The worker of the oldest batch dies. */
  crash(): Promise<void>;
}

/** Makes fake workers. */
export function createFakeWorkers(): FakeWorkers {
  const open: { readonly worker: EventEmitter; readonly id: number; readonly texts: readonly string[] }[] = [];
  const seen: string[] = [];
  const loads: string[] = [];
  let started = 0;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  const spawn = (): Worker => {
    started += 1;
    const worker = new EventEmitter();
    const reply = (message: WorkerReply): void => {
      setImmediate(() => worker.emit('message', message));
    };
    const postMessage = ({ id, request }: Message): void => {
      if (request.type === 'load') {
        loads.push(request.directory);
        reply({ id, type: 'loaded', manifest: fakeManifest });
      } else if (request.type === 'embed') {
        open.push({ worker, id, texts: request.texts });
        seen.push(...request.texts);
      } else {
        reply({ id, type: 'closed' });
        setImmediate(() => worker.emit('exit', 0));
      }
    };
    return Object.assign(worker, { postMessage, ref: () => undefined, unref: () => undefined }) as unknown as Worker;
  };
  const answer = async (): Promise<void> => {
    const batch = open.shift();
    if (batch === undefined) throw new Error('no batch is waiting for an answer');
    const { texts } = batch;
    const result = {
      vectors: Float32Array.from(texts.flatMap((text) => [text.length, 0])),
      tokens: new Uint32Array(texts.length).fill(1),
      truncated: new Uint8Array(texts.length),
    };
    batch.worker.emit('message', { id: batch.id, type: 'embedded', result } satisfies WorkerReply);
    await settle();
  };
  const crash = async (): Promise<void> => {
    const batch = open.shift();
    if (batch === undefined) throw new Error('no batch is waiting');
    batch.worker.emit('error', new Error('out of memory'));
    batch.worker.emit('exit', 1);
    await settle();
  };
  return {
    spawn,
    seen,
    loads,
    get batches() {
      return open.map(({ texts }) => texts);
    },
    get started() {
      return started;
    },
    answer,
    crash,
  };
}
