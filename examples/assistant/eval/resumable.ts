import { rm } from 'node:fs/promises';
import { AiError } from '@org/ai-core';

/** Runs with a journal that lives from an interrupted run to the next of the same documents and sources: one of another state is thrown away, and a finished one too. */
export async function resumable<Result>(journalPath: string, run: () => Promise<Result>): Promise<Result> {
  const discard = (): Promise<void> => rm(journalPath, { force: true });
  const result = await run().catch(async (error: unknown) => {
    const isOther = AiError.is(error, 'conflict') && 'differing' in error.details;
    if (!isOther) throw error;
    await discard();
    return run();
  });
  await discard();
  return result;
}
