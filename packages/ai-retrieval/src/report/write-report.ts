import { readFile } from 'node:fs/promises';
import { AiError, systemClock, type Principal } from '@org/ai-core';
import { createNodeFileSystem, writeFileDurably } from '@org/ai-storage';
import { createAnalyserSource } from '../analysis/analyser-source.ts';
import { openFolderIndexParts } from '../index/folder-index.ts';
import { readIndexStatistics } from '../index/index-statistics.ts';
import { chunkMap } from './chunk-map.ts';
import { reportPage } from './report-page.ts';
import { timeQueries } from './slow-queries.ts';

/** What to report on, and where to. */
export interface ReportOptions {
  readonly directory: string;
  readonly tenant: string;
  /** Absolute path of the page; replaced when it is there. */
  readonly file: string;
  /** Queries to time, and who asks them. */
  readonly queries?: { readonly list: readonly string[]; readonly principal: Principal } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Writes a page about a tenant's part of an index. @throws AiError `not-found`, `integrity`, `unsupported` when Chart.js is not installed, `aborted` */
export async function writeReport({ directory, tenant, file, queries, signal }: ReportOptions): Promise<void> {
  const charts = await chartSource();
  const { index, store, texts } = await openFolderIndexParts({ directory, isReadOnly: true }, {});
  try {
    const { tenants, generation } = await readIndexStatistics({ directory, signal });
    const statistics = tenants.find((each) => each.tenant === tenant);
    const partition = await store.load(tenant);
    if (statistics === undefined || partition === undefined)
      throw new AiError('not-found', 'the index has no such tenant; "ai index stats" names them');
    const analysers = await createAnalyserSource({});
    const map = await chunkMap(partition, texts, await analysers.reading(partition.manifest.analysis));
    const timed = queries && (await timeQueries(index, queries.list, queries.principal, systemClock, signal));
    const page = reportPage(
      { statistics, generation, map, queries: timed, askedAs: queries?.principal.subject },
      charts,
    );
    await writeFileDurably(createNodeFileSystem(), file, new TextEncoder().encode(page));
  } finally {
    await index.close();
  }
}

async function chartSource(): Promise<string> {
  try {
    const source = await readFile(new URL('chart.umd.min.js', import.meta.resolve('chart.js')), 'utf8');
    // The page stands alone: there is no map beside it.
    return source.replace(/\n\/\/# sourceMappingURL=\S*\s*$/, '\n');
  } catch (error) {
    throw new AiError('unsupported', 'the report needs the package chart.js; install it beside @org/ai-retrieval', {
      cause: error,
    });
  }
}
