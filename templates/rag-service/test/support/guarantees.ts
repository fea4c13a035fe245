import { UnsecuredJWT } from 'jose';
import type { FaultyUpstream, UpstreamBehaviour } from '@org/ai-testing';
import { ask, eventsOf, isWhole, textOf } from './ask.ts';
import { validClaims, type Issuer } from './issuer.ts';

// What must never happen. Each check lists what it found wrong; test/planted-faults.test.ts shows that it finds what it is there for.

const now = (): number => Math.floor(Date.now() / 1_000);

/** Tokens that must not be answered, by what is wrong with them. */
export const badTokens: readonly (readonly [string, (issuer: Issuer) => Promise<string | undefined>])[] = [
  ['no token', () => Promise.resolve(undefined)],
  ['something else', () => Promise.resolve('opensesame')],
  ['algorithm none', () => Promise.resolve(new UnsecuredJWT(validClaims()).encode())],
  ['HS256 with the public key as its secret', (issuer) => issuer.confused()],
  ['another audience', (issuer) => issuer.token({ aud: 'payroll' })],
  ['another issuer', (issuer) => issuer.token({ iss: 'https://login.example.org/' })],
  ['an end that has passed', (issuer) => issuer.token({ exp: now() - 120 })],
  ['a start to come', (issuer) => issuer.token({ nbf: now() + 300 })],
  ['no tenant', (issuer) => issuer.token({ tenant: undefined })],
  ['no subject', (issuer) => issuer.token({ sub: undefined })],
  ['claims that were changed after signing', changed],
];

async function changed(issuer: Issuer): Promise<string> {
  const [head = '', , signature = ''] = (await issuer.token()).split('.');
  const claims = Buffer.from(JSON.stringify({ ...validClaims(), groups: ['people'] })).toString('base64url');
  return [head, claims, signature].join('.');
}

/** Requests without a token that holds are refused, all with the same words. */
export async function findAnsweredStrangers(url: string, issuer: Issuer): Promise<readonly string[]> {
  const found: string[] = [];
  const refusal = JSON.stringify({ error: { code: 'unauthenticated', message: 'sign in' } });
  for (const [name, make] of badTokens) {
    const response = await ask(url, 'Within how many days can a lamp be returned?', await make(issuer));
    const body = await response.text();
    if (response.status !== 401 || body.trim() !== refusal) found.push(name);
  }
  return found;
}

const attempts = [
  { tenant: 'tern', question: 'Within how many days can a lamp be returned?', hidden: ['45 days', 'lumen/'] },
  { tenant: 'tern', question: 'Which discount do gold dealers get?', hidden: ['27 percent', 'lumen/'] },
  { tenant: 'lumen', question: 'What is the fee for a refund of a ticket?', hidden: ['9 euros', 'tern/'] },
  { tenant: 'lumen', question: 'Where does pay band P5 begin?', hidden: ['74,900', 'lumen/pay'] },
] as const;

/** Nobody gets anything of a document that is another tenant's, or that no list lets them read. */
export async function findForeignDocuments(url: string, issuer: Issuer): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { tenant, question, hidden } of attempts) {
    const token = await issuer.token({ tenant, groups: ['sales'] });
    // What the caller claims beside the token counts for nothing.
    const headers = { 'x-tenant': 'lumen', 'x-tenant-id': 'lumen', 'x-user': 'root', 'x-groups': 'people' };
    const said = JSON.stringify(await eventsOf(await ask(url, question, token, { headers })));
    if (!said.includes('finish') || hidden.some((text) => said.includes(text))) found.push(question);
  }
  return found;
}

// What follows is long, since rails hold text back until nothing in it can be the beginning of what they look for.
const part = {
  choices: [
    { index: 0, delta: { content: `Gold dealers get a discount of 27 percent. [1] ${'And so on. '.repeat(400)}` } },
  ],
};

const afterSentence = 'short after a sentence';

/** Ways in which a model's answer stops before its end. */
const cuts: Readonly<Record<string, UpstreamBehaviour>> = {
  cut: { kind: 'cut', afterChunks: 2 },
  short: { kind: 'short', afterChunks: 2 },
  'error-event': { kind: 'error-event', afterChunks: 2 },
  [afterSentence]: {
    kind: 'raw',
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body: `data: ${JSON.stringify(part)}\n\n`,
  },
};

/** An answer that the model did not end is never one that ends well. */
export async function findCutAnswersTakenForWhole(
  url: string,
  issuer: Issuer,
  upstream: FaultyUpstream,
): Promise<readonly string[]> {
  const found: string[] = [];
  const text = 'A lamp can be returned within 45 days of delivery. [1] Gold dealers get a discount of 27 percent. [2]';
  for (const [kind, behaviour] of Object.entries(cuts)) {
    upstream.always({ kind: 'answer', text });
    // The first answer is whole: a check that calls everything cut would find nothing else.
    const whole = await eventsOf(await ask(url, 'Within how many days can a lamp be returned?', await issuer.token()));
    if (!isWhole(whole) || !textOf(whole).includes('45 days')) found.push(`whole before ${kind}`);
    upstream.always(behaviour);
    const events = await eventsOf(await ask(url, 'Which discount do gold dealers get?', await issuer.token()));
    if (events.some(({ type }) => type === 'finish')) found.push(kind);
    if (kind === afterSentence && !textOf(events).includes('27 percent')) found.push('nothing was said before the cut');
  }
  return found;
}
