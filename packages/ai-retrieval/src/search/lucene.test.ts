import { readFileSync } from 'node:fs';
import { createPowerCutFileSystem } from '@org/ai-storage/testing';
import { expect, it } from 'vitest';
import { openFolderIndex } from '../index/folder-index.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';

interface Golden {
  readonly documents: readonly string[];
  readonly queries: readonly { readonly query: string; readonly scores: Readonly<Record<string, number>> }[];
}

it('scores as Lucene does, to a millionth, when everything is readable', async () => {
  const file = new URL('../../golden/lucene-scores.json', import.meta.url);
  const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  const index = await openFolderIndex({
    directory: '/index',
    fileSystem: createPowerCutFileSystem({ seed: 1 }),
    headingBoost: 0,
  });
  const documents = golden.documents.map((text, id) => documentOf(String(id), text, { mediaType: 'text/plain' }));
  await index.ingest(streamOf(documents), { context: writer });
  let compared = 0;
  for (const { query, scores } of golden.queries) {
    const { passages } = await index.search({ query, limit: 1_000 }, user());
    expect(passages.map(({ document }) => document).sort()).toEqual(Object.keys(scores).sort());
    for (const { document, score } of passages) {
      expect(Math.abs(score - (scores[document] ?? Number.NaN))).toBeLessThan(1e-6);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(1_000);
});
