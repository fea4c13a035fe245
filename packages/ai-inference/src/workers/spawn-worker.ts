import { Worker } from 'node:worker_threads';

/** Programs of this package that run in a worker thread. */
export type WorkerProgram = 'inference' | 'tokenizer' | 'fit';

/** Limits of a worker thread. */
export interface WorkerLimits {
  /** Most JavaScript memory in MiB; a thread that needs more ends. Memory that the ONNX runtime takes natively does not count. */
  readonly memoryMiB?: number | undefined;
}

/** Starts a worker thread; a port, so that tests can plant crashes. */
export type SpawnWorker = (program: WorkerProgram, limits?: WorkerLimits) => Worker;

const isSource = import.meta.url.endsWith('.ts');

/** Starts a worker thread from the sources or from the build, whichever this code runs from. */
export function spawnWorker(program: WorkerProgram, { memoryMiB }: WorkerLimits = {}): Worker {
  // Every output of the build lies in one folder; from source this file is one folder below the root.
  const path = isSource ? `../${program === 'fit' ? 'fit' : 'engine'}/${program}.worker.ts` : `./${program}.worker.js`;
  return new Worker(new URL(path, import.meta.url), {
    name: `ai-inference ${program}`,
    // Flags of the process (--input-type, --eval) are not meant for a worker, and some keep it from starting.
    execArgv: isSource ? ['--conditions=@org/source'] : [],
    ...(memoryMiB === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: memoryMiB } }),
  });
}
