import { parentPort, type Transferable } from 'node:worker_threads';
import type { Exchanges, RequestType, WorkerReply, WorkerRequest } from '../engine/protocol.ts';
import { packError } from './transferred-error.ts';

/** An answer, and what of it is moved instead of copied. */
interface Served<Type extends RequestType> {
  readonly value: Exchanges[Type]['reply'];
  readonly transfer?: readonly Transferable[] | undefined;
}

/** Answers each kind of request that a worker serves. */
export type Handlers = {
  readonly [Type in RequestType]?: (request: Exchanges[Type]['request']) => Promise<Served<Type>> | Served<Type>;
};

/** Serves requests of the parent thread in order, one at a time; ends the thread after `close`. */
export function serve(handlers: Handlers, close: () => Promise<void>): void {
  let last: Promise<void> = Promise.resolve();
  parentPort?.on('message', ({ id, request }: { readonly id: number; readonly request: WorkerRequest }) => {
    last = last.then(async () => {
      let reply: WorkerReply;
      let transfer: readonly Transferable[] = [];
      try {
        if (request.type === 'close') {
          await close();
          reply = { id, isDone: true, value: true };
        } else {
          const handle = handlers[request.type] as ((given: WorkerRequest) => Promise<Served<RequestType>>) | undefined;
          const served = await handle?.(request);
          reply = { id, isDone: true, value: served?.value };
          transfer = served?.transfer ?? [];
        }
      } catch (error) {
        reply = { id, isDone: false, error: packError(error) };
      }
      parentPort?.postMessage(reply, transfer);
      if (request.type === 'close') parentPort?.close();
    });
  });
}
