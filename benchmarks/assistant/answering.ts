import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkRun, Figure } from '../harness/benchmark.ts';
import { median, percentile } from '../harness/rounds.ts';
import type { LoopSamples } from './loop-sampler.ts';
import { readQuestions, writeDocuments } from './thousand-documents.ts';

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly ingestMs: number;
  readonly reopenMs: number;
  readonly reembedded: number;
  readonly isSameModel: boolean;
  readonly ingesting: LoopSamples;
}

/** Ingests 1,000 documents, ingests them again, then asks over HTTP one question at a time; an idle process watches the machine meanwhile. */
export async function measureAnswering(root: string, run: BenchmarkRun): Promise<readonly Figure[]> {
  const place = mkdtempSync(join(tmpdir(), 'bench-assistant-'));
  const children: ChildProcess[] = [];
  try {
    const count = run.isQuick ? 100 : 1000;
    run.progress(`answering: ${count} documents ...`);
    writeDocuments(root, join(place, 'documents'), count);
    const control = start('idle.child.ts', [], children);
    const assistant = start('assistant.child.ts', [join(place, 'documents'), join(place, 'state')], children);
    const ready = await nextMessage<Ready>(assistant);
    const questions = readQuestions(root).slice(0, run.isQuick ? 10 : 100);
    const firstBytes: number[] = [];
    for (let round = 0; round < (run.isQuick ? 1 : 2); round++) {
      for (const question of questions) {
        run.signal.throwIfAborted();
        const ms = await firstByteMs(ready, question);
        // The first round warms up.
        if (round > 0 || run.isQuick) firstBytes.push(ms);
      }
    }
    assistant.send('stop');
    const answering = await nextMessage<LoopSamples>(assistant);
    control.send('stop');
    const idle = await nextMessage<LoopSamples>(control);
    return figures(count, ready, firstBytes, answering, idle);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    rmSync(place, { recursive: true, force: true });
  }
}

function figures(
  count: number,
  ready: Ready,
  firstBytes: readonly number[],
  answering: LoopSamples,
  idle: LoopSamples,
): readonly Figure[] {
  const tail = (samples: readonly number[]): number => percentile(samples, 0.999);
  const stall = (name: string, samples: LoopSamples): Figure => ({
    name: `main thread, longest own section while ${name}, p99.9`,
    ours: tail(samples.own),
    unit: 'ms',
    target: { limit: 20, better: 'lower' },
    peers: {},
    ratio: {},
    note: `timers late by ${tail(samples.late).toFixed(1)} ms at p99.9; in an idle process meanwhile ${tail(idle.late).toFixed(1)} ms`,
  });
  const plain = (name: string, ours: number, unit: string, note?: string): Figure => ({
    name,
    ours,
    unit,
    peers: {},
    ratio: {},
    note,
  });
  return [
    {
      ...plain(`first byte of an extractive answer over HTTP, ${count} documents, p50`, median(firstBytes), 'ms'),
      target: { limit: 60, better: 'lower' },
      note: `p95 ${percentile(firstBytes, 0.95).toFixed(0)} ms, ${firstBytes.length} questions`,
    },
    plain(`ingesting ${count} documents with fitting and embedding`, ready.ingestMs / 1000, 's'),
    plain('opening again, nothing changed', ready.reopenMs / 1000, 's'),
    {
      ...plain('embedding calls when nothing changed', ready.reembedded, 'calls'),
      target: { limit: 0, better: 'lower' },
    },
    {
      ...plain('model files that changed with it', ready.isSameModel ? 0 : 1, 'files'),
      target: { limit: 0, better: 'lower' },
    },
    stall('ingesting', ready.ingesting),
    stall('answering', answering),
  ];
}

/** Milliseconds from sending a question to the first text of its answer. */
async function firstByteMs({ url, token }: Ready, question: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(new URL('/api/ask', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-assistant-token': token },
    body: JSON.stringify({ question, as: 'engineer' }),
  });
  if (!response.ok || response.body === null) throw new Error(`the assistant answered ${response.status}`);
  let text = '';
  let firstMs: number | undefined;
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    // An answer that is withheld has no text of its own: its end counts.
    if (firstMs === undefined && /"type":"(text-delta|finish)"/.test(text)) firstMs = performance.now() - started;
  }
  if (firstMs === undefined) throw new Error('the answer had no text');
  return firstMs;
}

function start(file: string, args: readonly string[], children: ChildProcess[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--conditions=@org/source'],
    serialization: 'advanced',
  });
  children.push(child);
  return child;
}

async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`a measured process ended early with ${String(code)}`);
  });
  failed.catch(() => undefined);
  const [message] = (await Promise.race([once(child, 'message'), failed])) as [T];
  return message;
}
