import type { SourceDocument } from '@org/ai-core';
import { readTenant } from '../src/corpus/read-corpus.ts';
import { demoCorpus } from '../src/corpus/sources.ts';

/** All documents of the demo corpus by id, read from their files. */
export async function readDocuments(signal: AbortSignal): Promise<ReadonlyMap<string, SourceDocument>> {
  const { sources } = await demoCorpus();
  const documents = new Map<string, SourceDocument>();
  for await (const document of readTenant(sources, { onNote: () => undefined, signal }))
    documents.set(document.id, document);
  return documents;
}
