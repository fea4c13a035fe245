import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { openFolderIndex } from '../index/folder-index.ts';
import { documentOf, user, writer } from '../testing/corpus.ts';
import { streamOf } from '../testing/leakage.ts';

const units = process.env['AI_LONG'] === '1' ? 200_000_000 : 2_000_000;

it(`takes a document of ${String(units / 1e6)} million characters, and finds what stands at its end`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'large-'));
  try {
    const section = Array.from(
      { length: 500 },
      (_, number) =>
        `## Section ${String(number)}\n\nDepot ${String(number)} opens at six. ${'Parcels wait on pallets until somebody comes for them. '.repeat(8)}\n\n`,
    ).join('');
    const needle = 'The zanzibar needle stands here.';
    const text = `${section.repeat(Math.ceil(units / section.length))}## Last\n\n${needle}\n`;
    const index = await openFolderIndex({ directory: folder });
    const report = await index.ingest(streamOf([documentOf('large.md', text), documentOf('small.md', 'Small.')]), {
      context: writer,
    });
    expect(report).toMatchObject({ added: 2, problems: [] });
    const { passages } = await index.search({ query: 'zanzibar needle' }, user());
    expect(passages).toHaveLength(1);
    const { start = 0, end = 0 } = passages[0]?.span ?? {};
    expect(text.slice(start, end)).toContain(needle);
    expect(passages[0]?.text).toBe(text.slice(start, end));
    await index.close();
  } finally {
    await rm(folder, { recursive: true });
  }
}, 300_000);
