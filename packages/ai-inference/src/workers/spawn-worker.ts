import { Worker } from 'node:worker_threads';

/** Programs of this package that run in a worker thread. */
export type WorkerProgram = 'inference' | 'fit';

/** Starts a worker thread; a port, so that tests can plant crashes. */
export type SpawnWorker = (program: WorkerProgram) => Worker;

const isSource = import.meta.url.endsWith('.ts');

/** Starts a worker thread from the sources or from the build, whichever this code runs from. */
export function spawnWorker(program: WorkerProgram): Worker {
  // Every output of the build lies in one folder; from source this file is one folder below the root.
  const path = isSource ? `../${program === 'fit' ? 'fit' : 'engine'}/${program}.worker.ts` : `./${program}.worker.js`;
  return new Worker(new URL(path, import.meta.url), {
    name: `ai-inference ${program}`,
    // Flags of the process (--input-type, --eval) are not meant for a worker, and some keep it from starting.
    execArgv: isSource ? ['--conditions=@org/source'] : [],
  });
}
