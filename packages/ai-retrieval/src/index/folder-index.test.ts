import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, type SourceDocument } from '@org/ai-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderIndex } from './folder-index.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'index-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const writer = createContext({ principal: { kind: 'service', tenant: 't', subject: 'ingest', groups: [] } });
const reader = (groups: readonly string[] = []) =>
  createContext({ principal: { kind: 'user', tenant: 't', subject: 'u', groups } });

function documentOf(
  id: string,
  text: string,
  allow: readonly string[] = ['tenant'],
  rest: Partial<SourceDocument> = {},
): SourceDocument {
  return { id, tenant: 't', uri: `file:///${id}`, mediaType: 'text/markdown', text, acl: { allow }, ...rest };
}

async function* stream(documents: readonly SourceDocument[]): AsyncGenerator<SourceDocument> {
  yield* documents;
}

describe('a folder index', () => {
  it('finds what it was given, after reopening too, with exact spans', async () => {
    const index = await openFolderIndex({ directory });
    const text =
      '# Refunds\r\n\r\nA refund above 500 EUR needs the head of finance.\r\n\r\n## Claims\r\n\r\nClaims close after 14 days.\r\n';
    const report = await index.ingest(
      stream([documentOf('a.md', text), documentOf('b.md', '# Depot\n\nThe depot opens at six.')]),
      { context: writer },
    );
    expect(report).toMatchObject({ added: 2, unchanged: 0, deleted: 0, generation: 1 });
    for (const each of [index, await openFolderIndex({ directory, isReadOnly: true })]) {
      const { passages, plan } = await each.search({ query: 'who approves refunds?' }, reader());
      expect(plan).toMatchObject({ mode: 'lexical', strategy: 'bm25', readableDocuments: 2 });
      expect(passages[0]?.document).toBe('a.md');
      expect(text.slice(passages[0]?.span.start, passages[0]?.span.end)).toBe(passages[0]?.text);
      expect((await each.readDocument('a.md', reader()))?.text).toBe(text);
    }
    expect(
      await index.ingest(stream([documentOf('a.md', text)]), { context: writer, deleteMissing: true }),
    ).toMatchObject({ unchanged: 1, deleted: 1, generation: 2 });
    expect((await index.listDocuments(reader())).map((each) => each.id)).toEqual(['a.md']);
  });
});
