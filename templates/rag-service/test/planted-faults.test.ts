import { startFaultyUpstream, type FaultyUpstream } from '@org/ai-testing';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serviceEvent } from '../src/answer-stream.ts';
import type { ServiceParts } from '../src/service.ts';
import { findAnsweredStrangers, findCutAnswersTakenForWhole, findForeignDocuments } from './support/guarantees.ts';
import { startIssuer, type Issuer } from './support/issuer.ts';
import { run, type Running } from './support/running.ts';

// A check that finds nothing proves something only when it finds a fault that is there.
let issuer: Issuer;
let upstream: FaultyUpstream;
let running: Running | undefined;

beforeEach(async () => {
  issuer = await startIssuer();
  upstream = await startFaultyUpstream();
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await issuer.close();
  await upstream.close();
});

async function start(parts: ServiceParts, env: Readonly<Record<string, string>> = {}): Promise<string> {
  running = await run(issuer, { parts, env });
  return running.url;
}

it('a sign-in that reads tokens without checking them is found', async () => {
  const url = await start({
    signIn: (own) => ({
      ...own,
      resolve: (header) => {
        const { tenant, sub, groups } = decodeJwt((header ?? '').replace('Bearer ', ''));
        return Promise.resolve({
          kind: 'user',
          tenant: String(tenant),
          subject: String(sub),
          groups: groups as readonly string[],
        });
      },
    }),
  });
  const found = await findAnsweredStrangers(url, issuer);
  expect(found).toContain('algorithm none');
  expect(found).toContain('HS256 with the public key as its secret');
  expect(found).toContain('an end that has passed');
});

it('a sign-in with a default caller is found', async () => {
  const url = await start({
    signIn: (own) => ({
      ...own,
      resolve: async (header, options) =>
        header === undefined
          ? { kind: 'user', tenant: 'lumen', subject: 'guest', groups: [] }
          : own.resolve(header, options),
    }),
  });
  expect(await findAnsweredStrangers(url, issuer)).toEqual(['no token']);
});

it("a search of another tenant's documents is found", async () => {
  const url = await start({
    index: (own) => {
      const principal = { kind: 'user', tenant: 'lumen', subject: 'ada', groups: ['sales'] } as const;
      return {
        ...own,
        index: {
          search: (request, context) => own.index.search(request, { ...context, principal }),
          readDocument: (id, context) => own.index.readDocument(id, { ...context, principal }),
        },
      };
    },
  });
  expect(await findForeignDocuments(url, issuer)).toContain('Within how many days can a lamp be returned?');
});

it('groups that are given to everybody are found', async () => {
  const url = await start({
    signIn: (own) => ({
      ...own,
      resolve: async (header, options) => ({ ...(await own.resolve(header, options)), groups: ['people'] }),
    }),
  });
  expect(await findForeignDocuments(url, issuer)).toEqual(['Where does pay band P5 begin?']);
});

it('no cut answer is taken for whole, and an end that is made up is found', async () => {
  const env = { OPENAI_BASE_URL: upstream.url, OPENAI_MODEL: 'm' };
  expect(await findCutAnswersTakenForWhole(await start({}, env), issuer, upstream)).toEqual([]);
  await running?.close();
  const url = await start(
    {
      assistant: (own) => ({
        async *ask(question, context) {
          let last;
          try {
            for await (const event of own.ask(question, context)) {
              if (serviceEvent(event, '') !== undefined) last = event;
              yield event;
            }
          } catch {
            // The fault is swallowed, and what came is called an answer.
            if (last?.type === 'text-delta') yield { type: 'finish', answer: { outcome: 'answered' } } as never;
          }
        },
      }),
    },
    env,
  );
  expect(await findCutAnswersTakenForWhole(url, issuer, upstream)).toEqual(['short after a sentence']);
});
