import { AiError, type JsonValue } from '@org/ai-core';
import { parseConfig } from '@org/ai-core/config';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { z } from 'zod';
import type { EvalReport } from '../report/report.ts';

const interval = z.strictObject({
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number(),
  method: z.string(),
});
const count = z.int().min(0);
const json: z.ZodType<JsonValue> = z.json();
const scores = z.record(
  z.string(),
  z.union([z.number().min(0).max(1), z.null(), z.strictObject({ fault: z.string() })]),
);
const metric = z.strictObject({
  metric: z.string(),
  scored: count,
  sum: z.number(),
  notApplicable: count,
  faults: count,
  interval: interval.optional(),
});
const status = z.enum(['pass', 'fail', 'inconclusive', 'error']);
const verdict = z.strictObject({
  gate: z.string(),
  status,
  reason: z.string(),
  metric: interval.optional(),
  neededCases: count.optional(),
});
const comparison = z.strictObject({
  baseline: z.strictObject({ digest: z.string(), task: z.string() }),
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      slice: z.string().optional(),
      pairs: count,
      difference: interval,
      pValue: z.number(),
      test: z.enum(['paired-permutation-exact', 'paired-permutation']),
    }),
  ),
});
const schema: z.ZodType<EvalReport> = z.strictObject({
  format: z.literal('ai-eval-report/1'),
  name: z.string(),
  verdict: status,
  configuration: z.string(),
  dataset: z.strictObject({ digest: z.string(), cases: count }),
  task: z.strictObject({ id: z.string(), subject: z.record(z.string(), z.string()).optional() }),
  scorers: z.array(z.strictObject({ id: z.string(), version: z.string(), interval: z.enum(['wilson', 't', 'bca']) })),
  level: z.number(),
  seed: z.int(),
  counts: z.strictObject({ cases: count, completed: count, faults: count }),
  metrics: z.array(metric),
  slices: z.array(z.strictObject({ slice: z.string(), cases: count, faults: count, metrics: z.array(metric) })),
  gates: z.array(verdict),
  comparison: comparison.optional(),
  failures: z.array(z.strictObject({ id: z.string(), scores, output: json.optional() })),
  faults: z.array(z.strictObject({ id: z.string(), code: z.string(), message: z.string().optional() })),
  cases: z.array(z.strictObject({ id: z.string(), scores })),
});

/**
 * Reads a `report.json`, to show it or to compare a run with it.
 *
 * @throws AiError `not-found`, and `invalid-input` when the file is not a report of this format
 */
export async function readReport(
  path: string,
  options: { readonly fileSystem?: FileSystem | undefined } = {},
): Promise<EvalReport> {
  const { fileSystem = createNodeFileSystem() } = options;
  const text = new TextDecoder().decode(await fileSystem.readFile(path));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AiError('invalid-input', `${path} is not JSON; give the report.json of an evaluation`);
  }
  return parseConfig(schema, value, { name: path });
}
