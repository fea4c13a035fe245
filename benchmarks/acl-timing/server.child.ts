import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createContext, isAllowed } from '../../packages/ai-core/src/index.ts';
import { openFolderIndexWith, type FolderIndex } from '../../packages/ai-retrieval/src/index/folder-index.ts';
import type { IndexSeams } from '../../packages/ai-retrieval/src/index/index-seams.ts';
import { corpus } from './corpus.ts';
import type { ServerOptions } from './server.ts';

const { hidden, answerGridMs, isFiltering } = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
const reader = createContext({ principal: { kind: 'user', tenant: 'bench', subject: 'reader', groups: ['staff'] } });
const ingester = createContext({ principal: { kind: 'service', tenant: 'bench', subject: 'ingest', groups: [] } });
const afterRanking: IndexSeams = {
  isAllowed: () => true,
  isReturned: ({ document }) => isAllowed(document.acl, reader.principal),
};
const folder = mkdtempSync(join(tmpdir(), 'bench-acl-timing-'));

async function open(name: string, hiddenDocuments: number): Promise<FolderIndex> {
  const index = await openFolderIndexWith(
    { directory: join(folder, name), answerGridMs },
    isFiltering ? afterRanking : {},
  );
  await index.ingest(corpus(hiddenDocuments), { context: ingester });
  await index.compact(ingester);
  return index;
}

const indexes = new Map([
  ['/alone', await open('alone', 0)],
  ['/beside', await open('beside', hidden)],
]);
const server = createServer((incoming, outgoing) => {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const query = url.searchParams.get('query') ?? '';
  const searching = indexes.get(url.pathname)?.search({ query, limit: 10 }, reader);
  void searching?.then(({ passages }) => outgoing.end(JSON.stringify(passages.map(({ document }) => document))));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
