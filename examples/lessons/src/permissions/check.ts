import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, createServicePrincipal, type Acl, type Principal, type SourceDocument } from '@org/ai-core';
import { openFolderIndex } from '@org/ai-retrieval';
import type { Finding } from '../lesson.ts';
import type { WikiPage } from './page.ts';

const page = (id: string, rest: Partial<WikiPage>): WikiPage => ({
  id,
  text: `The kiln log, as page ${id} tells it.`,
  visibility: 'company',
  teams: [],
  author: 'ivo',
  blocked: [],
  ...rest,
});

const pages: readonly WikiPage[] = [
  page('opening-hours', { visibility: 'internet' }),
  page('kiln-safety', {}),
  page('glaze-prices', { visibility: 'teams', teams: ['buying', 'board'] }),
  page('empty-team-page', { visibility: 'teams' }),
  page('draft', { visibility: 'author' }),
  page('layoffs', { visibility: 'teams', teams: ['board'], blocked: ['mara'] }),
];

const person = (subject: string, groups: readonly string[] = []): Principal => ({
  kind: subject === 'visitor' ? 'anonymous' : 'user',
  tenant: 'kiln',
  subject,
  groups,
});

const wanted: readonly (readonly [who: string, principal: Principal, finds: readonly string[]])[] = [
  ['a visitor', person('visitor'), ['opening-hours']],
  ['noor, who is in no team', person('noor'), ['kiln-safety', 'opening-hours']],
  ['teo of buying', person('teo', ['buying']), ['glaze-prices', 'kiln-safety', 'opening-hours']],
  ['ada of the board', person('ada', ['board']), ['glaze-prices', 'kiln-safety', 'layoffs', 'opening-hours']],
  [
    'mara of the board, who is blocked on one page',
    person('mara', ['board']),
    ['glaze-prices', 'kiln-safety', 'opening-hours'],
  ],
  ['ivo, who wrote them all', person('ivo'), ['draft', 'kiln-safety', 'opening-hours']],
];

/** Puts the pages into an index with the access lists that the answer gives them, and searches as six people. */
export async function checkAccess(aclOf: (page: WikiPage) => Acl): Promise<readonly Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lesson-'));
  const index = await openFolderIndex({ directory: folder });
  async function* documents(): AsyncGenerator<SourceDocument> {
    await Promise.resolve();
    for (const each of pages)
      yield {
        id: each.id,
        tenant: 'kiln',
        uri: `wiki:${each.id}`,
        mediaType: 'text/markdown',
        text: each.text,
        acl: aclOf(each),
      };
  }
  try {
    const context = createContext({ principal: createServicePrincipal({ tenant: 'kiln', subject: 'lesson' }) });
    await index.ingest(documents(), { context });
    const findings: Finding[] = [];
    for (const [who, principal, finds] of wanted) {
      const { passages } = await index.search({ query: 'kiln log', limit: 100 }, createContext({ principal }));
      const found = passages.map(({ document }) => document).sort();
      const isSame = found.join() === finds.join();
      const seen = found.length === 0 ? 'nothing' : found.join(', ');
      findings.push({ what: `${who} finds ${finds.join(', ')}${isSame ? '' : `; found: ${seen}`}`, holds: isSame });
    }
    return findings;
  } finally {
    await index.close();
    await rm(folder, { recursive: true });
  }
}
