import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findServices } from '../services.mjs';
import { ingestFolder } from '../../templates/rag-service/src/ingest-folder.ts';
import { openIndex } from '../../templates/rag-service/src/index-source.ts';
import { ask, eventsOf, textOf } from '../../templates/rag-service/test/support/ask.ts';
import { startIssuer, type Issuer } from '../../templates/rag-service/test/support/issuer.ts';
import { run, type Running } from '../../templates/rag-service/test/support/running.ts';
import { startPostgres, type LocalPostgres } from '../../packages/ai-retrieval/test/local-postgres.ts';

// The template's service with one variable more: its documents are in a real PostgreSQL.
const corpus = fileURLToPath(new URL('../../templates/rag-service/corpus', import.meta.url));
const question = 'Within how many days can a lamp be returned?';
let server: LocalPostgres;
let issuer: Issuer;
let running: Running;
let databaseUrl: string;

beforeAll(async () => {
  server = await startPostgres(findServices().get('postgres') ?? 'initdb');
  databaseUrl = `postgres://app@localhost/app?host=${encodeURIComponent(String(server.pool().options.host))}`;
  const { index, close } = await openIndex({ directory: '', databaseUrl }, { isReadOnly: false });
  const options = { signal: new AbortController().signal, onReport: () => undefined, onNote: () => undefined };
  expect(await ingestFolder(index, corpus, options)).toEqual({ problems: 0 });
  await close();
  issuer = await startIssuer();
  running = await run(issuer, { env: { DATABASE_URL: databaseUrl, RAG_TIMEOUT_MS: '2000' }, hasIndex: false });
});
afterAll(async () => {
  await running.close();
  await issuer.close();
  await server[Symbol.asyncDispose]();
});

const answerTo = async (claims: Readonly<Record<string, unknown>>): Promise<string> =>
  textOf(await eventsOf(await ask(running.url, question, await issuer.token(claims))));

describe('the template rag-service on PostgreSQL', () => {
  it('answers from it, and shows nothing of it to another tenant', async () => {
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    expect(await answerTo({ tenant: 'lumen' })).toContain('45 days');
    expect(await answerTo({ tenant: 'tern' })).not.toContain('45 days');
  });

  it('is not ready while it is away, and answers again afterwards', async () => {
    await server.stop();
    const ready = await fetch(`${running.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, 'the index cannot be read\n']);
    // Searches wait for a server that is restarted, for as long as their own time allows.
    expect([503, 504]).toContain((await ask(running.url, question, await issuer.token())).status);
    await server.crash();
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200);
    expect(await answerTo({ tenant: 'lumen' })).toContain('45 days');
  });
});
