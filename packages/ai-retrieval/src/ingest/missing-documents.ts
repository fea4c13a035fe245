import { operatedTenant } from './create-run.ts';
import type { IngestOptions } from './ingest.ts';

/** The documents that a run is to delete: those that its stream did not bring and nobody keeps. @throws AiError `forbidden` when a user asks for the ids */
export async function missingDocuments(
  known: Iterable<string>,
  seen: ReadonlySet<string>,
  { keep, context }: Pick<IngestOptions, 'keep' | 'context'>,
): Promise<readonly string[]> {
  const missing = Array.from(known).filter((id) => !seen.has(id));
  if (keep === undefined || missing.length === 0) return missing;
  operatedTenant(context);
  const kept = new Set(await keep(missing));
  return missing.filter((id) => !kept.has(id));
}
