import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, eventsOf, isWhole, textOf } from './support/ask.ts';
import { badTokens, findAnsweredStrangers, findForeignDocuments } from './support/guarantees.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { run, type Running, type RunOptions } from './support/running.ts';

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

async function start(options?: RunOptions): Promise<string> {
  running = await run(issuer, options);
  return running.url;
}

describe('POST /v1/ask', () => {
  it('answers a token that holds, with text, citations and an end', async () => {
    const url = await start();
    const events = await eventsOf(await ask(url, question, await issuer.token()));
    expect(textOf(events)).toBe('A lamp can be returned within 45 days of delivery. [1]');
    expect(events[0]).toMatchObject({ type: 'citation', marker: 1, document: 'lumen/returns', start: 0 });
    expect(events.at(-1)).toMatchObject({ type: 'finish', outcome: 'answered' });
    expect(isWhole(events)).toBe(true);
  });

  it('says that the documents do not answer, and answers who may read what others may not', async () => {
    const url = await start();
    const asked = 'Where does pay band P5 begin?';
    const without = await eventsOf(await ask(url, asked, await issuer.token()));
    expect(without.at(-1)).toMatchObject({ outcome: 'not-in-documents' });
    const within = await eventsOf(await ask(url, asked, await issuer.token({ groups: ['people'] })));
    expect(textOf(within)).toContain('74,900');
  });

  it.each(badTokens)('refuses %s with the same 401', async (_name, make) => {
    const url = await start();
    const response = await ask(url, question, await make(issuer));
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await response.json()).toEqual({ error: { code: 'unauthenticated', message: 'sign in' } });
  });

  it('answers no stranger', async () => {
    expect(await findAnsweredStrangers(await start(), issuer)).toEqual([]);
  });

  it("shows nobody another tenant's document, whatever other headers say", async () => {
    expect(await findForeignDocuments(await start(), issuer)).toEqual([]);
  });

  it('reads nothing of what a stranger sends', async () => {
    const url = await start();
    const response = await fetch(`${url}/v1/ask`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect(response.status).toBe(401);
  });

  it('takes the claims that the settings name', async () => {
    const url = await start({ env: { JWT_TENANT_CLAIM: 'org', JWT_GROUPS_CLAIM: 'roles' } });
    const token = await issuer.token({ tenant: 'tern', org: 'lumen', groups: [], roles: ['people'] });
    expect(textOf(await eventsOf(await ask(url, 'Where does pay band P5 begin?', token)))).toContain('74,900');
  });
});

describe('keys', () => {
  it('that were rotated: the new one is taken, the old one no more', async () => {
    const url = await start();
    const old = await issuer.token();
    expect((await ask(url, question, old)).status).toBe(200);
    await issuer.rotate();
    expect((await ask(url, question, await issuer.token())).status).toBe(200);
    expect((await ask(url, question, old)).status).toBe(401);
  });

  it('are not loaded for every unknown key id', async () => {
    const url = await start({ env: { JWT_COOLDOWN_MS: '60000' } });
    const first = await issuer.token();
    await (await ask(url, question, first)).text();
    await issuer.rotate();
    for (let times = 0; times < 5; times++) expect((await ask(url, question, await issuer.token())).status).toBe(401);
    expect(issuer.loads).toBe(1);
  });

  it('that cannot be loaded are 503 with a reason, not 401, and show in readiness and log', async () => {
    const url = await start();
    issuer.setDown(true);
    const response = await ask(url, question, await issuer.token());
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code: 'unavailable' } });
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([
      503,
      'the keys of the issuer cannot be loaded; check their address or file\n',
    ]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    issuer.setDown(false);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await ask(url, question, await issuer.token())).status).toBe(200);
  });
});

describe('POST /v1/feedback', () => {
  const rate = (url: string, body: object, token?: string): Promise<Response> =>
    fetch(`${url}/v1/feedback`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });

  it('counts a thumb, without a text', async () => {
    const url = await start({ env: { RAG_RELEASE: '1.2.3' } });
    const answer = crypto.randomUUID();
    expect((await rate(url, { answer, rating: 'down' }, await issuer.token())).status).toBe(204);
    expect((await rate(url, { answer, rating: 'down', comment: 'x' }, await issuer.token())).status).toBe(400);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/ai_feedback_total\{ai_feedback_rating="negative"[^}]*ai_release="1\.2\.3"\} 1/);
  });

  it('is refused without a token', async () => {
    expect((await rate(await start(), { answer: crypto.randomUUID(), rating: 'up' })).status).toBe(401);
  });
});
