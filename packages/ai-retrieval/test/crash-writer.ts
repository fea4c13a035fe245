import type { SourceDocument } from '@org/ai-core';
import { createNodeFileSystem, type FileSystem } from '@org/ai-storage';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { openIndexVersionsWith } from '../src/versions/index-versions.ts';
import { corpusOf, crashSize, readers, writer } from './story.ts';

// The process that is killed: ingests one version of the corpus, compacts, and promotes another version of the index. Before each operation on a file it says so.
const [directory = '', edition = '1'] = process.argv.slice(2);
const say = (word: string): void => void process.stdout.write(`${word}\n`);

/** Every operation says a word before it begins. */
function spoken<T extends object>(target: T): T {
  return new Proxy(target, {
    get(of, key) {
      const member: unknown = Reflect.get(of, key);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]): unknown => {
        say('.');
        const result: unknown = Reflect.apply(member, of, parameters);
        if (key !== 'open') return result;
        return (result as ReturnType<FileSystem['open']>).then(spoken);
      };
    },
  });
}

async function* documents(): AsyncGenerator<SourceDocument> {
  await Promise.resolve();
  yield* corpusOf(Number(edition), crashSize);
}

const versions = await openIndexVersionsWith(
  {
    directory,
    fileSystem: spoken(createNodeFileSystem()),
    open: ({ dimensions }) => ({ embedding: createFakeEmbeddingModel({ dimensions: Number(dimensions ?? 4) }) }),
  },
  { batchRecords: 5 },
);
await versions.live.ingest(documents(), { context: writer, deleteMissing: true });
say('ingested');
await versions.live.compact(writer);
say('compacted');
const { live, versions: all } = await versions.list();
for (const { id } of all) if (id !== live) await versions.remove(id);
const id = await versions.create({ dimensions: 4 + (Number(live.slice(1)) % 3) });
const queries = Array.from({ length: 20 }, (_, number) => ({
  id: String(number),
  query: 'depot opens',
  principal: readers[0].principal,
}));
const judgements = new Map(queries.map((query) => [query.id, new Map([['docs/1.md', 1]])]));
await versions.promote(id, { queries, judgements, gate: { maxLoss: 1 } });
say('promoted');
for (let turn = 0; turn < 6; turn++) {
  await versions.rollBack();
  say('rolled back');
}
say('done');
