import { EventEmitter } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { BundleManifest } from '../bundle/manifest.ts';
import type { SequenceRows } from '../session/session.ts';
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
        const value = { manifest: fakeManifest, inputs: [], outputs: [], tokenizer: undefined };
        reply({ id, isDone: true, value });
      } else if (request.type === 'run' && request.batch.kind === 'texts') {
        open.push({ worker, id, texts: request.batch.texts });
        seen.push(...request.batch.texts);
      } else {
        reply({ id, isDone: true, value: true });
        if (request.type === 'close') setImmediate(() => worker.emit('exit', 0));
      }
    };
    return Object.assign(worker, { postMessage, ref: () => undefined, unref: () => undefined }) as unknown as Worker;
  };
  const answer = async (): Promise<void> => {
    const batch = open.shift();
    if (batch === undefined) throw new Error('no batch is waiting for an answer');
    const { texts } = batch;
    const value: SequenceRows = {
      values: Float32Array.from(texts.flatMap((text) => [text.length, 0])),
      widths: new Uint32Array(texts.length).fill(2),
      tokens: new Uint32Array(texts.length).fill(1),
      truncated: new Uint8Array(texts.length),
      invalid: new Uint8Array(texts.length),
      runMs: 1,
    };
    batch.worker.emit('message', { id: batch.id, isDone: true, value } satisfies WorkerReply);
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
