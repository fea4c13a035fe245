import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { digestJson } from '@org/ai-core';
import { checkout, type Corpus } from './sources.ts';

/** Where an assistant keeps what it made from a corpus. */
export interface StateFolder {
  readonly root: string;
  readonly index: string;
  readonly embedders: string;
  readonly feedback: string;
  readonly report: string;
}

/** A folder of its own per corpus, under `.cache` of the checkout unless another one is named. */
export async function stateFolder(corpus: Corpus, directory: string | undefined): Promise<StateFolder> {
  const roots = await Promise.all(corpus.roots.map((root) => realpath(root).catch(() => root)));
  const digest = (await digestJson(roots)).slice('sha256:'.length, 'sha256:'.length + 16);
  const root = directory ?? join(checkout, '.cache', 'assistant', digest);
  return {
    root,
    index: join(root, 'index'),
    embedders: join(root, 'embedders'),
    feedback: join(root, 'feedback.jsonl'),
    report: join(root, 'skipped-files.txt'),
  };
}
