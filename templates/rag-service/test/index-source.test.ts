import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext } from '@org/ai-core';
import { openFolderIndex } from '@org/ai-retrieval';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingestFolder } from '../src/ingest-folder.ts';
import { ask, eventsOf, textOf } from './support/ask.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { fillIndex, run, type Running, type RunOptions } from './support/running.ts';

const question = 'Within how many days can a lamp be returned?';
let issuer: Issuer;
let running: Running | undefined;

beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await issuer.close();
});

async function start(options?: RunOptions): Promise<Running> {
  running = await run(issuer, options);
  return running;
}

describe('an index that is not there', () => {
  it('makes the service not ready, with the reason, until it is', async () => {
    const { url, directory } = await start({ hasIndex: false });
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, 'there is no index yet; run the ingestion\n']);
    const response = await ask(url, question, await issuer.token());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('rag_ready 0');
    await fillIndex(directory);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(textOf(await eventsOf(await ask(url, question, await issuer.token())))).toContain('45 days');
  });

  it('in a database that cannot be reached is 503 as well', async () => {
    const { url } = await start({ env: { DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:1/none' } });
    const ready = await fetch(`${url}/readyz`);
    const text = await ready.text();
    expect([ready.status, text]).toEqual([503, 'the index cannot be read\n']);
    expect((await ask(url, question, await issuer.token())).status).toBe(503);
  });
});

it('an index that was damaged is not answered from', async () => {
  const { url, directory } = await start();
  for (const name of await readdir(directory))
    if (name.startsWith('index.')) await writeFile(join(directory, name), '{}');
  const response = await ask(url, question, await issuer.token());
  expect(response.status).toBe(503);
  expect(await response.text()).not.toContain(directory);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
});

describe('ingestFolder', () => {
  it('takes the sample corpus tenant by tenant, and lets nobody read what states no access', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rag-test-'));
    const index = await openFolderIndex({ directory });
    const corpus = fileURLToPath(new URL('../corpus', import.meta.url));
    const reports = new Map<string, Readonly<Record<string, number>>>();
    const options = {
      signal: new AbortController().signal,
      onReport: (tenant: string, counts: Readonly<Record<string, number>>) => reports.set(tenant, counts),
      onNote: () => undefined,
    };
    expect(await ingestFolder(index, corpus, options)).toEqual({ problems: 0 });
    expect(reports.get('lumen')).toMatchObject({ added: 6 });
    const listed = async (tenant: string, groups: readonly string[]): Promise<readonly string[]> => {
      const principal = { kind: 'user', tenant, subject: 'ada', groups } as const;
      return (await index.listDocuments(createContext({ principal }))).map(({ id }) => id);
    };
    expect(await listed('tern', ['people', 'sales'])).toEqual(['tern/boarding.md', 'tern/refunds.md']);
    expect(await listed('lumen', ['sales', 'contractors'])).not.toContain('lumen/dealer-discounts.md');
    expect(await listed('lumen', ['sales'])).toContain('lumen/dealer-discounts.md');

    const other = await mkdtemp(join(tmpdir(), 'rag-test-'));
    await expect(ingestFolder(index, other, options)).rejects.toMatchObject({ code: 'not-found' });
    await writeFile(join(other, 'stray.md'), '# Stray\n');
    await expect(ingestFolder(index, join(other, 'none'), options)).rejects.toMatchObject({ code: 'not-found' });
    await mkdir(join(other, 'tern'));
    await writeFile(join(other, 'tern/silent.md'), '# Silent\n\nNobody says who may read this.\n');
    // The stray file needs a look; what the folder does not hold leaves the index.
    expect(await ingestFolder(index, other, options)).toEqual({ problems: 1 });
    expect(reports.get('tern')).toMatchObject({ added: 1, deleted: 3 });
    expect(await listed('tern', ['operations'])).toEqual([]);
    await index.close();
    await rm(directory, { recursive: true, force: true });
    await rm(other, { recursive: true, force: true });
  });
});
