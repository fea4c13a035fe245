import { resolve } from 'node:path';
import type { CommandIo } from '@org/ai-core';
import { renderJson } from '../report/render-json.ts';
import { renderTable } from '../report/render-table.ts';
import { readReport } from '../runner/read-report.ts';
import { runEval } from '../runner/run-eval.ts';
import { writeReports } from '../runner/write-reports.ts';
import { readArguments, readCount } from './arguments.ts';
import { exitCodeOf } from './exit-code.ts';
import { loadEvaluation } from './load-evaluation.ts';
import { showProgress } from './show-progress.ts';

const options = {
  journal: { type: 'string' },
  concurrency: { type: 'string' },
  limit: { type: 'string' },
  baseline: { type: 'string' },
  out: { type: 'string' },
  'repeat-faults': { type: 'boolean', default: false },
  'keep-text': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Runs `ai eval run`. */
export async function runFile(argv: readonly string[], io: CommandIo): Promise<number> {
  const { file, values } = readArguments(argv, options, 'file that exports "evaluation"');
  const pathOf = (given: string | undefined): string | undefined =>
    given === undefined ? undefined : resolve(io.cwd, given);
  const [concurrency, limit] = [readCount('--concurrency', values.concurrency), readCount('--limit', values.limit)];
  const baselinePath = pathOf(values.baseline);
  const baseline = baselinePath === undefined ? undefined : await readReport(baselinePath);
  const run = await runEval(await loadEvaluation(resolve(io.cwd, file)), {
    journalPath: pathOf(values.journal),
    concurrency,
    limit,
    baseline,
    shouldRepeatFaults: values['repeat-faults'],
    shouldKeepText: values['keep-text'],
    signal: io.signal,
    onProgress: showProgress(io),
  });
  const directory = pathOf(values.out);
  if (directory !== undefined) await writeReports(run, { directory });
  io.stdout(values.json ? renderJson(run.report) : renderTable(run.report));
  return exitCodeOf[run.report.verdict];
}
