import { join } from 'node:path';
import { canonicalJson, type JsonValue } from '@org/ai-core';
import { createNodeFileSystem, writeFileDurably, type FileSystem } from '@org/ai-storage';
import { renderJson } from '../report/render-json.ts';
import { renderJUnit } from '../report/render-junit.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import type { EvalRun } from './run-eval.ts';

/** Where the reports go. */
export interface WriteReportsOptions {
  /** Absolute path of a folder; created when missing. */
  readonly directory: string;
  /** @defaultValue the machine's own disk */
  readonly fileSystem?: FileSystem | undefined;
}

/** Writes `report.json`, `report.md`, `junit.xml` and, apart because they differ from run to run, `timings.json`. */
export async function writeReports(run: EvalRun, options: WriteReportsOptions): Promise<void> {
  const { directory, fileSystem = createNodeFileSystem() } = options;
  const files = {
    'report.json': renderJson(run.report),
    'report.md': renderMarkdown(run.report),
    'junit.xml': renderJUnit(run.report),
    'timings.json': `${canonicalJson(run.timings as unknown as JsonValue)}\n`,
  };
  await fileSystem.makeDirectory(directory);
  for (const [name, text] of Object.entries(files))
    await writeFileDurably(fileSystem, join(directory, name), new TextEncoder().encode(text));
}
