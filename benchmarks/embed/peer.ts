import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchModel } from './models.ts';

/** What a peer's process answers. */
export interface PeerAnswer {
  /** Milliseconds for all texts. */
  readonly ms: number;
  /** The vector of the first text. */
  readonly first: readonly number[];
}

/** A peer that has loaded a model. */
export interface Peer {
  embed(texts: readonly string[], batch: number): Promise<PeerAnswer>;
  stop(): void;
}

/** Starts a peer in a process of its own. */
export async function startPeer(peer: 'transformers' | 'fastembed', { parent, name }: BenchModel): Promise<Peer> {
  const program = fileURLToPath(new URL('./peer.child.ts', import.meta.url));
  const child = fork(program, [peer, parent, name], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const next = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${peer} ended with code ${String(code)}`));
      child.once('exit', ended);
      child.once('message', (answer: T & { readonly error?: string }) => {
        child.off('exit', ended);
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(`${peer}: ${answer.error}`));
      });
    });
  await next<object>();
  return {
    embed: (texts, batch) => {
      const answer = next<PeerAnswer>();
      child.send({ texts, batch });
      return answer;
    },
    stop: () => void child.kill(),
  };
}
