import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';

/** What the server is to hold. */
export interface ServerOptions {
  readonly hidden: number;
  readonly answerGridMs: number;
  readonly isFiltering: boolean;
}

/** A process that searches for whoever asks. */
export interface SearchServer {
  /** Milliseconds until the whole answer has arrived. */
  ask(index: 'alone' | 'beside', query: string): Promise<number>;
  close(): Promise<void>;
}

/** Starts a process with two indexes: the readable documents alone, and the same beside hidden ones. */
export async function startServer(options: ServerOptions): Promise<SearchServer> {
  const child = fork(fileURLToPath(new URL('./server.child.ts', import.meta.url)), [JSON.stringify(options)], {
    execArgv: ['--conditions=@org/source'],
  });
  const [port] = (await once(child, 'message')) as [number];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (index, query) =>
      new Promise((resolve, reject) => {
        const path = `/${index}?query=${encodeURIComponent(query)}`;
        const started = performance.now();
        const call = request({ host: '127.0.0.1', port, path, agent }, (response) => {
          response.resume();
          response.on('end', () => resolve(performance.now() - started)).on('error', reject);
        });
        call.on('error', reject).end();
      }),
    async close() {
      agent.destroy();
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
