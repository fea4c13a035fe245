import { writeFile } from 'node:fs/promises';
import { AiError, createContext, createServicePrincipal } from '@org/ai-core';
import type { FolderIndex, IngestReport } from '@org/ai-retrieval';
import type { Progress } from '../cli/progress.ts';
import { countFiles } from './count-files.ts';
import { readTenant, type FileNote } from './read-corpus.ts';
import type { Corpus } from './sources.ts';

/** What an ingestion of all tenants did. */
export type CorpusReport = Omit<IngestReport, 'generation' | 'problems'> & { readonly notes: readonly FileNote[] };

const maxNotesShown = 20;
const phases = {
  reading: 'Reading documents',
  fitting: 'Fitting the embedder',
  embedding: 'Embedding',
  compacting: 'Tidying the index',
};
const retryMs = 500;
const maxWaitMs = 60_000;

/** Brings the index up to date with the corpus, tenant by tenant. Documents that are gone from the corpus leave the index. */
export async function ingestCorpus(
  index: FolderIndex,
  corpus: Corpus,
  options: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<CorpusReport> {
  const { progress, signal } = options;
  const notes: FileNote[] = corpus.strays.map((path) => ({
    path,
    kind: 'skipped',
    message: 'it lies in no folder of a tenant',
  }));
  const counts = await Promise.all(corpus.sources.map(({ root }) => countFiles(root, signal)));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const sum = { added: 0, updated: 0, aclOnly: 0, unchanged: 0, deleted: 0, chunks: 0, embeddingCalls: 0 };
  let before = 0;
  for (const tenant of new Set(corpus.sources.map((source) => source.tenant))) {
    const sources = corpus.sources.filter((source) => source.tenant === tenant);
    const context = createContext({ principal: createServicePrincipal({ tenant, subject: 'ingest' }), signal });
    let seen = 0;
    const ingest = (): Promise<IngestReport> => {
      const mine: FileNote[] = [];
      return index
        .ingest(readTenant(sources, { onNote: (note) => mine.push(note), signal }), {
          context,
          deleteMissing: true,
          onProgress({ phase, documents, chunks }) {
            seen = documents;
            if (phase === 'reading') progress.show(phases.reading, before + documents, total);
            else progress.show(`${phases[phase]} (${tenant})`, phase === 'embedding' ? chunks : 0, 0);
          },
        })
        .finally(() => notes.push(...mine));
    };
    const report = await whenFree(ingest, options);
    before += seen;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += report[key];
    for (const { document, message } of report.problems) notes.push({ path: document, kind: 'problem', message });
  }
  progress.clear();
  return { ...sum, notes };
}

/** One process writes an index at a time: waits for another one to finish, for a while. */
async function whenFree<T>(
  work: () => Promise<T>,
  options: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!AiError.is(error, 'conflict') || performance.now() - startedMs > maxWaitMs) throw error;
      options.progress.show('Waiting for another process that updates the index', 0, 0);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      options.signal.throwIfAborted();
    }
  }
}

/** Tells what was done, and which files were passed over or need a look; all of them are listed in `reportPath` when they are many. */
export async function tellReport(
  report: CorpusReport,
  progress: Progress,
  reportPath: string | undefined,
): Promise<void> {
  const { added, updated, aclOnly, unchanged, deleted, embeddingCalls, notes } = report;
  const counts = Object.entries({ added, updated, 'access changed': aclOnly, unchanged, deleted })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${String(count)} ${name}`);
  progress.say(`Documents: ${counts.join(', ') || 'none'}; ${String(embeddingCalls)} embedding calls.`);
  if (notes.length === 0) return;
  const skipped = notes.filter(({ kind }) => kind === 'skipped').length;
  progress.say(`Passed over: ${String(skipped)} files; to look at: ${String(notes.length - skipped)}.`);
  const lines = notes.map(
    ({ path, kind, message }) => `  ${kind === 'skipped' ? 'skipped' : 'look at'} ${path}: ${message}`,
  );
  for (const line of lines.slice(0, maxNotesShown)) progress.say(line);
  if (lines.length <= maxNotesShown) return;
  const isWritten =
    reportPath !== undefined &&
    (await writeFile(reportPath, `${lines.join('\n')}\n`).then(
      () => true,
      () => false,
    ));
  progress.say(`  ... and ${String(lines.length - maxNotesShown)} more${isWritten ? ` in ${reportPath}` : ''}`);
}
