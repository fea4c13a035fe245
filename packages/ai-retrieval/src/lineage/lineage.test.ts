import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AiError, createContext, createServicePrincipal, type CommandIo, type SourceDocument } from '@org/ai-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../cli/ingest-command.ts';
import { openFolderIndex } from '../index/folder-index.ts';
import { digestNow } from '../internal/digest-text.ts';
import type { IngestReport } from '../ingest/ingest-report.ts';
import type { LineageEvent, OnLineage } from './lineage-event.ts';
import { toOpenLineage } from './open-lineage.ts';

// The run event of OpenLineage 2.0.2 as its specification describes it, with the facets that are used here, and nothing else.
const uri = z.string().refine((value) => URL.canParse(value));
const base = { _producer: uri, _schemaURL: uri.regex(/#/) };
const facets = z.record(z.string(), z.looseObject(base));
const dataset = {
  namespace: z.string().min(1),
  name: z.string().min(1),
  facets: z.strictObject({ version: z.strictObject({ ...base, datasetVersion: z.string() }) }).optional(),
};
const runEvent = z.strictObject({
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']),
  eventTime: z.iso.datetime(),
  producer: uri,
  schemaURL: uri,
  run: z.strictObject({ runId: z.uuid(), facets }),
  job: z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) }),
  inputs: z.array(z.strictObject(dataset)),
  outputs: z.array(
    z.strictObject({
      ...dataset,
      outputFacets: z.strictObject({ outputStatistics: z.strictObject({ ...base, rowCount: z.int() }) }).optional(),
    }),
  ),
});

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lineage-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const documentOf = (id: string, text = `Text of ${id}.`): SourceDocument => ({
  id,
  tenant: 't',
  uri: `file:///srv/${id}`,
  mediaType: 'text/plain',
  text,
  acl: { allow: ['tenant'] },
});

async function ingest(
  documents: () => AsyncIterable<SourceDocument>,
  onLineage: OnLineage,
  signal?: AbortSignal,
): Promise<IngestReport> {
  const principal = createServicePrincipal({ tenant: 't', subject: 'job' });
  const index = await openFolderIndex({ directory: join(directory, 'index') });
  try {
    return await index.ingest(documents(), { context: createContext({ principal, signal }), onLineage });
  } finally {
    await index.close();
  }
}

async function* many(count: number): AsyncGenerator<SourceDocument> {
  for (let at = 0; at < count; at++) yield await Promise.resolve(documentOf(`${String(at)}.txt`));
}

describe('the events of a run', () => {
  it('name every input with its digest once, the output, the counts, and when it began and ended', async () => {
    const events: LineageEvent[] = [];
    const report = await ingest(
      () => many(1_500),
      (event) => {
        events.push(event);
      },
    );
    expect(events.map(({ state, inputs }) => [state, inputs.length])).toEqual([
      ['start', 0],
      ['running', 1_000],
      ['complete', 500],
    ]);
    expect(events.flatMap(({ inputs }) => inputs)).toEqual(
      Array.from({ length: 1_500 }, (_, at) => ({
        document: `${String(at)}.txt`,
        uri: `file:///srv/${String(at)}.txt`,
        digest: digestNow(`Text of ${String(at)}.txt.`),
      })),
    );
    const { problems, ...counts } = report;
    expect(events.at(-1)).toMatchObject({
      tenant: 't',
      subject: 'job',
      output: pathToFileURL(join(directory, 'index')).href,
      counts,
      problems: problems.length,
    });
    expect(new Set(events.map(({ runId }) => runId)).size).toBe(1);
    for (const { at, startedAt } of events) expect(at.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
  });

  it('state the digest of the text as it is stored, when it was not well-formed', async () => {
    const events: LineageEvent[] = [];
    const source = async function* (): AsyncGenerator<SourceDocument> {
      yield await Promise.resolve(documentOf('a.txt', 'half \uD800 of a pair'));
    };
    await ingest(source, (event) => void events.push(event));
    expect(events.at(-1)?.inputs).toMatchObject([{ digest: digestNow('half \uFFFD of a pair') }]);
  });

  it.each(['fail', 'abort'] as const)(
    'end with %s and the code when the run does, and the caller gets its fault',
    async (state) => {
      const events: LineageEvent[] = [];
      const controller = new AbortController();
      const broken = async function* (): AsyncGenerator<SourceDocument> {
        yield await Promise.resolve(documentOf('a.txt'));
        if (state === 'fail') throw new AiError('unavailable', 'the source is gone');
        controller.abort();
        yield documentOf('b.txt');
      };
      const code = state === 'fail' ? 'unavailable' : 'aborted';
      const running = ingest(broken, (event) => void events.push(event), controller.signal);
      await expect(running).rejects.toMatchObject({ code });
      expect(events.map((event) => event.state)).toEqual(['start', state]);
      expect(events.at(-1)).toMatchObject({
        error: code,
        inputs: [{ document: 'a.txt' }, ...(state === 'abort' ? [{ document: 'b.txt' }] : [])],
      });
    },
  );

  it('must be taken: a run whose start cannot be told writes nothing', async () => {
    const refused = ingest(
      () => many(1),
      () => Promise.reject(new Error('the disk is full')),
    );
    await expect(refused).rejects.toThrow('the disk is full');
    const report = await ingest(
      () => many(1),
      () => undefined,
    );
    expect(report.added).toBe(1);
  });
});

describe('OpenLineage', () => {
  it('holds events of every state to the specification', () => {
    const at = new Date(1_700_000_000_000);
    const started = {
      runId: crypto.randomUUID(),
      tenant: 't',
      subject: 'job',
      output: 'postgresql:ai_retrieval',
      startedAt: at,
      at,
    };
    const inputs = ['file:///srv/a%20b.txt', 'https://wiki.example/p?id=1', 'no address'].map((address) => ({
      document: 'a',
      uri: address,
      digest: 'sha256:00',
    }));
    for (const state of ['start', 'running', 'complete', 'abort', 'fail'] as const) {
      const event = toOpenLineage({ ...started, state, inputs, ...(state === 'fail' && { error: 'unavailable' }) });
      expect(runEvent.parse(event)).toEqual(event);
      expect(event.eventType).toBe(state.toUpperCase());
    }
    const named = toOpenLineage({ ...started, state: 'running', inputs }, { namespace: 'search', job: 'handbook' });
    expect(named.job).toEqual({ namespace: 'search', name: 'handbook' });
    expect([...named.inputs, ...named.outputs].map(({ namespace, name }) => [namespace, name])).toEqual([
      ['file', '/srv/a b.txt'],
      ['https://wiki.example', '/p?id=1'],
      ['t', 'a'],
      ['postgresql://', 'ai_retrieval'],
    ]);
  });

  it('is what ai ingest --lineage appends, run after run', async () => {
    await mkdir(join(directory, 'docs'));
    await writeFile(join(directory, 'docs/a.md'), '# A\n\nText.\n');
    const io: CommandIo = {
      stdout: () => undefined,
      stderr: () => undefined,
      isTty: false,
      signal: new AbortController().signal,
      cwd: directory,
      env: {},
    };
    const argv = ['docs', '--index', 'index', '--tenant', 't', '--lineage', 'lineage.jsonl'];
    expect([await run(argv, io), await run(argv, io)]).toEqual([0, 0]);
    const lines = (await readFile(join(directory, 'lineage.jsonl'), 'utf8')).trimEnd().split('\n');
    const events = lines.map((line) => runEvent.parse(JSON.parse(line)));
    expect(events.map(({ eventType }) => eventType)).toEqual(['START', 'COMPLETE', 'START', 'COMPLETE']);
    expect(new Set(events.map((event) => event.run.runId)).size).toBe(2);
    expect(events[1]).toMatchObject({
      run: { facets: { aiIngest: { tenant: 't', subject: 'ai-ingest', counts: { added: 1, unchanged: 0 } } } },
      inputs: [
        {
          namespace: 'file',
          name: join(directory, 'docs/a.md'),
          facets: { version: { datasetVersion: digestNow('# A\n\nText.\n') } },
        },
      ],
      outputs: [
        { namespace: 'file', name: join(directory, 'index'), outputFacets: { outputStatistics: { rowCount: 1 } } },
      ],
    });
    expect(events[3]).toMatchObject({ run: { facets: { aiIngest: { counts: { added: 0, unchanged: 1 } } } } });
  });
});
