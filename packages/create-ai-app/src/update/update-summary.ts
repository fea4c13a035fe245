import { z } from 'zod';
import type { UpdatedApp } from './update-app.ts';

const action = z.enum(['add', 'replace', 'delete', 'merge', 'conflict', 'keep-deleted', 'keep-changed']);
const schema = z.object({
  template: z.string(),
  from: z.string(),
  to: z.string(),
  changes: z.array(z.object({ path: z.string(), action, writtenTo: z.string().optional() })),
  conflicts: z.array(z.string()),
  isResumed: z.boolean(),
});

/** The report of an update, as the journal keeps it for the run that may have to complete it. */
export function renderSummary(updated: UpdatedApp): string {
  return JSON.stringify(updated);
}

/** Reads what {@link renderSummary} wrote. */
export function readSummary(text: string): UpdatedApp {
  return schema.parse(JSON.parse(text));
}
