import { resolve } from 'node:path';
import { AiError, type CommandIo } from '@org/ai-core';
import { renderJson } from '../report/render-json.ts';
import { renderJUnit } from '../report/render-junit.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderTable } from '../report/render-table.ts';
import type { EvalReport } from '../report/report.ts';
import { readReport } from '../runner/read-report.ts';
import { readArguments } from './arguments.ts';
import { exitCodeOf } from './exit-code.ts';

const formats: Readonly<Record<string, (report: EvalReport) => string>> = {
  table: renderTable,
  markdown: renderMarkdown,
  junit: renderJUnit,
  json: renderJson,
};

/** Runs `ai eval report`: prints a report again and exits by its verdict. */
export async function showReport(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = { format: { type: 'string', default: 'table' }, json: { type: 'boolean', default: false } } as const;
  const { file, values } = readArguments(argv, options, 'report.json');
  const render = formats[values.json ? 'json' : values.format];
  if (render === undefined)
    throw new AiError('invalid-input', `--format must be one of ${Object.keys(formats).join(', ')}`);
  const report = await readReport(resolve(io.cwd, file));
  io.stdout(render(report));
  return exitCodeOf[report.verdict];
}
