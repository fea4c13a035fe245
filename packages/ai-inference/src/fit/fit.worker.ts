import { type MessagePort, parentPort } from 'node:worker_threads';
import { AiError } from '@org/ai-core';
import { parseVocabulary } from '../terms/vocabulary.ts';
import { packError } from '../workers/transferred-error.ts';
import { fitCorpus } from './fit-corpus.ts';
import type { FitReply, FitRequest } from './fit-protocol.ts';
import type { FitParameters } from './parameters.ts';
import { createTermCounter } from './term-counts.ts';
import { createTextDigest } from './text-digest.ts';
import { createUnseenTerms } from './unseen-terms.ts';

interface Task {
  readonly add: (text: string) => void;
  readonly finish: () => FitReply | Promise<FitReply>;
}

// Three arrays of 4 to 8 bytes per entry: about 400 MB at the most.
const maxEntries = 24_000_000;

function fitting(port: MessagePort, parameters: FitParameters): Task {
  const counter = createTermCounter({ ...parameters, maxEntries });
  const digest = createTextDigest();
  return {
    add: (text) => {
      digest.add(text);
      counter.add(text);
    },
    finish: async () => {
      const fitted = await fitCorpus(counter.finish(), digest.finish(), parameters, (done, total) => {
        port.postMessage({ type: 'round', done, total } satisfies FitReply);
      });
      return { type: 'fitted', ...fitted };
    },
  };
}

function measuring(request: Extract<FitRequest, { type: 'measure' }>): Task {
  const unseen = createUnseenTerms(parseVocabulary(request.vocabulary, request.file), request.maxTokens);
  return { add: unseen.add, finish: () => ({ type: 'measured', unseenShare: unseen.share() }) };
}

async function finish(port: MessagePort, task: Task): Promise<void> {
  const reply = await task.finish();
  port.postMessage(reply, reply.type === 'fitted' ? buffersOf(Object.values(reply.bundle.files)) : []);
  port.close();
}

function buffersOf(files: readonly Uint8Array[]): ArrayBuffer[] {
  return files.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}

function serve(port: MessagePort): void {
  let task: Task | undefined;
  const fail = (error: unknown): void => {
    port.postMessage({ type: 'failed', error: packError(error) } satisfies FitReply);
    port.close();
  };
  const handle = (request: FitRequest): void => {
    if (request.type === 'fit') task = fitting(port, request.parameters);
    else if (request.type === 'measure') task = measuring(request);
    else if (task === undefined) throw new AiError('internal', 'a fit worker got texts before its task');
    else if (request.type === 'end') finish(port, task).catch(fail);
    else {
      for (const text of request.texts) task.add(text);
      port.postMessage({ type: 'taken', texts: request.texts.length } satisfies FitReply);
    }
  };
  port.on('message', (request: FitRequest) => {
    try {
      handle(request);
    } catch (error) {
      fail(error);
    }
  });
}

if (parentPort !== null) serve(parentPort);
