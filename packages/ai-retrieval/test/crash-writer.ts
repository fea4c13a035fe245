import { setImmediate } from 'node:timers/promises';
import type { SourceDocument } from '@org/ai-core';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { openFolderIndexWith } from '../src/index/folder-index.ts';
import { corpusOf, crashSize, writer } from './story.ts';

// The process that is killed: ingests one version and says after each document how far it is.
const [directory = '', version = '1'] = process.argv.slice(2);
const index = await openFolderIndexWith(
  { directory, embedding: createFakeEmbeddingModel({ dimensions: 4 }) },
  { batchRecords: 5 },
);

async function* documents(): AsyncGenerator<SourceDocument> {
  for (const document of corpusOf(Number(version), crashSize)) {
    process.stdout.write('.\n');
    await setImmediate();
    yield document;
  }
}

await index.ingest(documents(), { context: writer, deleteMissing: true });
process.stdout.write('done\n');
