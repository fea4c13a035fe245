import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, createServicePrincipal, type SourceDocument } from '../../packages/ai-core/src/index.ts';
import { openFolderIndex, readFolder, type IngestReport } from '../../packages/ai-retrieval/src/index.ts';
import { createFakeEmbeddingModel } from '../../packages/ai-testing/src/index.ts';
import type { Benchmark, Figure } from '../harness/benchmark.ts';

const words =
  'parcel refund depot claim invoice route driver audit scanner pallet customs label weight tariff delivery pickup'.split(
    ' ',
  );

/** A folder of Markdown files on disk into an index on disk, with an embedder that costs nothing; then once more when nothing has changed, and when one file in a hundred has. */
export const ingestBenchmark: Benchmark = {
  name: 'ingest',
  summary: 'a folder of Markdown documents, ingested for the first time and again unchanged',
  peers: [],
  measures: ['benchmarks/ingest', 'packages/ai-retrieval/src', 'packages/ai-storage/src'],
  async run(run) {
    const count = run.isQuick ? 500 : 10_000;
    const place = await mkdtemp(join(tmpdir(), 'bench-ingest-'));
    try {
      const root = join(place, 'docs');
      run.progress(`writing ${count.toLocaleString('en')} documents`);
      for (let folder = 0; folder < count / 100; folder++) await mkdir(join(root, `d${folder}`), { recursive: true });
      for (let at = 0; at < count; at++) await writeDocument(root, at, 0);
      const first = await ingest(place, root, run.signal);
      run.progress(`first: ${first.ms.toFixed(0)} ms`);
      const again: number[] = [];
      let embeddings = 0;
      for (let round = 0; round < (run.isQuick ? 2 : run.rounds); round++) {
        const second = await ingest(place, root, run.signal);
        if (second.report.unchanged !== count) throw new Error('every document must be unchanged');
        embeddings += second.report.embeddingCalls;
        again.push(second.ms);
        run.progress(`unchanged: ${second.ms.toFixed(0)} ms`);
      }
      for (let at = 0; at < count; at += 100) await writeDocument(root, at, 1);
      const changed = await ingest(place, root, run.signal);
      again.sort((a, b) => a - b);
      const figure = (metric: string, name: string, ours: number, unit: string, limit?: number): Figure => ({
        name,
        metric,
        ours,
        unit,
        target: limit === undefined ? undefined : { limit, better: 'lower' },
        peers: {},
        ratio: {},
      });
      return [
        figure('documents', 'documents', count, ''),
        figure('firstSeconds', 'first run', first.ms / 1000, 's'),
        figure('unchangedSeconds', 'unchanged, median', (again[again.length >> 1] ?? 0) / 1000, 's', 1),
        figure('unchangedEmbeddings', 'unchanged, embedding calls', embeddings, '', 0),
        figure('changedSeconds', 'one in a hundred changed', changed.ms / 1000, 's'),
      ];
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  },
};

async function ingest(
  place: string,
  root: string,
  signal: AbortSignal,
): Promise<{ readonly ms: number; readonly report: IngestReport }> {
  const started = performance.now();
  const embedding = createFakeEmbeddingModel({ dimensions: 64 });
  const index = await openFolderIndex({ directory: join(place, 'index'), embedding });
  const context = createContext({ principal: createServicePrincipal({ tenant: 't', subject: 'bench' }), signal });
  try {
    const report = await index.ingest(documents(root), { context, deleteMissing: true });
    return { ms: performance.now() - started, report };
  } finally {
    await index.close();
  }
}

async function* documents(root: string): AsyncGenerator<SourceDocument> {
  for await (const item of readFolder({ root, tenant: 't', defaultAcl: { allow: ['tenant'] } })) {
    if (item.kind === 'document') yield item.document;
  }
}

async function writeDocument(root: string, at: number, edition: number): Promise<void> {
  const sentence = (seed: number): string =>
    Array.from({ length: 12 }, (_, word) => words[(seed * 7 + word * (1 + (seed % 5))) % words.length]).join(' ');
  const sections = Array.from(
    { length: 3 },
    (_, section) =>
      `## Section ${section}\n\n${[0, 1, 2, 3].map((line) => `${sentence(at + section + line)}.`).join(' ')}\n`,
  );
  const text = `# Document ${at}, edition ${edition}\n\n${sections.join('\n')}`;
  await writeFile(join(root, `d${Math.floor(at / 100)}`, `${at}.md`), text);
}
