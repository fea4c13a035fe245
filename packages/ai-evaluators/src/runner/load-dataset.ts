import { createDataset, type Dataset, type DatasetSource } from '../dataset/dataset.ts';
import type { EvalCase } from '../dataset/eval-case.ts';

/** The cases to run. The first few of a dataset have a digest of their own, so that their journal is not taken for one of the whole. */
export async function loadDataset<Input, Expected>(
  source: DatasetSource<Input, Expected>,
  limit: number | undefined,
  signal: AbortSignal | undefined,
): Promise<Dataset<Input, Expected>> {
  const loaded = typeof source === 'function' ? await source({ signal }) : source;
  const isRows = (value: typeof loaded): value is readonly EvalCase<Input, Expected>[] => Array.isArray(value);
  const cases = isRows(loaded) ? loaded : loaded.cases;
  if (limit !== undefined && limit < cases.length) return createDataset(cases.slice(0, limit));
  return isRows(loaded) ? createDataset(loaded) : loaded;
}
