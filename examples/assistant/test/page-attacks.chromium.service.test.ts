import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, AnswerEvent, RagAssistant } from '@org/ai-blueprints';
import { AiError } from '@org/ai-core';
import { startFaultyUpstream, type FaultyUpstream } from '@org/ai-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenAssistant } from '../src/assistant/open-assistant.ts';
import type { AssistantServer } from '../src/server/server.ts';
import { blankPage, useBrowser, visit, type Visit } from './page/browser.ts';
import { testAssistant, testServer } from './support/assistant.ts';
import { makeFolder } from './support/folder.ts';
import { hostileCorpus, hostileQuestions } from './support/hostile-corpus.ts';

const hostileText = [
  '<img src="https://evil.test/a.png" onerror="window.hacked = 1"> <script>window.hacked = 1</script>',
  '![pixel](https://evil.test/b.png) [click me](https://evil.test/c) [1](javascript:alert(1)) <https://evil.test/d>',
  '- <a href="https://evil.test/e">link</a>\n- https://evil.test/f **bold <iframe src="https://evil.test/g"></iframe>**',
  '| a | b |\n| - | - |\n| <svg onload="window.hacked = 1"> | ![x](//evil.test/h) |',
  '```html\n<style>@import "https://evil.test/i";</style>\n```\n\n# <base href="https://evil.test/">\n\n[ref]: https://evil.test/j',
].join('\n\n');

describe('the page under attack', () => {
  let upstream: FaultyUpstream;
  let assistant: OpenAssistant;
  useBrowser();
  beforeAll(async () => {
    upstream = await startFaultyUpstream({ behaviour: { kind: 'obey' } });
    assistant = await testAssistant(hostileCorpus, { env: { OPENAI_BASE_URL: upstream.url } });
  });
  afterAll(() => upstream.close());

  it('shows nothing live and asks no other host, with a model that obeys planted orders', async () => {
    const server = await testServer(assistant);
    const seen = await visit(server);
    for (const { as, question } of hostileQuestions) {
      await seen.page.selectOption('#principal', as);
      await seen.ask(question);
    }
    expect(await seen.page.locator('.answer[data-phase=finished]').count()).toBe(hostileQuestions.length);
    const text = await seen.page.locator('#turns').textContent();
    expect(text).not.toMatch(/kiosk-map|parcel-advice\.test|flowgate\.test|7\.2 million/);
    expect(text).toMatch(/withhold\d+ sentences?:/);
    await expectNothingLive(seen, server);
    expect(seen.problems).toEqual([]);
  });

  it('does not rely on rails for that: markup of any kind stays text', async () => {
    const server = await testServer({ ...assistant, rag: saying(hostileText) });
    const seen = await visit(server);
    await seen.ask('Anything?');
    const shown = await seen.page.locator('.answer-text').innerText();
    for (const part of [
      '<img src=',
      '<script>',
      '[click me](https://evil.test/c)',
      '<svg onload',
      '<style>',
      '<base',
    ]) {
      expect(shown).toContain(part);
    }
    await expectNothingLive(seen, server);
    expect(await seen.page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(await seen.axe()).toEqual([]);
    expect(seen.problems).toEqual([]);
  });

  it('is measured by a check that notices a page which makes images, and behind that page stands the policy', async () => {
    const pageFolder = await faultyPage('ui/answer/render-markdown.ts', 'return node.text;', 'return liveImage();', [
      "const liveImage = () => Object.assign(document.createElement('img'), { src: 'https://evil.test/x', alt: '' });",
    ]);
    const server = await testServer({ ...assistant, rag: saying('Text.') }, { pageFolder });
    const seen = await visit(server);
    await seen.ask('Anything?');
    await expect(expectNothingLive(seen, server)).rejects.toThrow();
    await expect.poll(() => seen.problems.join()).toContain('Content Security Policy');
  });

  it('gives a page of another origin nothing, by any way of asking', async () => {
    const server = await testServer(assistant);
    const attacker = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html>'),
    );
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
    const address = attacker.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const asked = upstream.requests.length;
    for (const host of ['127.0.0.1', 'localhost']) {
      const page = await blankPage();
      await page.goto(`http://${host}:${port}/`);
      expect(await page.evaluate(attack, server.url)).toEqual([]);
    }
    expect(upstream.requests.length).toBe(asked);
    attacker.closeAllConnections();
    await new Promise((resolve) => attacker.close(resolve));
  });

  it('answers no host name that was bound to this machine, and no POST without the token', async () => {
    const server = await testServer(assistant);
    const rebound = await blankPage();
    const response = await rebound.goto(`http://rebound.test:${server.port}/`);
    expect(response?.status()).toBe(403);
    expect(await rebound.content()).not.toContain(server.token);

    const { page } = await visit(server);
    const statuses = await page.evaluate(async () => {
      const body = JSON.stringify({ question: 'Within how many days?', as: 'director' });
      const headers = { 'content-type': 'application/json' };
      const tries = [headers, { ...headers, 'x-assistant-token': 'x'.repeat(43) }];
      return Promise.all(
        tries.map(async (each) => (await fetch('/api/ask', { method: 'POST', headers: each, body })).status),
      );
    });
    expect(statuses).toEqual([403, 403]);
  });
});

describe('answers that do not end well', () => {
  let assistant: OpenAssistant;
  useBrowser();
  beforeAll(async () => {
    assistant = await testAssistant(hostileCorpus);
  });

  it('labels what a failure cut off as incomplete, and asks again on request', async () => {
    let isBroken = true;
    const rag: RagAssistant = {
      async *ask(question, context) {
        if (isBroken) {
          yield { type: 'text-delta', text: 'A first sentence.' };
          throw new AiError('truncated', 'the model stopped in the middle', { isReleased: true });
        }
        yield* assistant.rag.ask(question, context);
      },
    };
    const seen = await visit(await testServer({ ...assistant, rag }));
    await seen.ask('Within how many days can a customer request a refund?');
    const answer = seen.page.locator('.answer');
    expect(await answer.locator('.standing').innerText()).toBe('Incomplete');
    expect(await answer.locator('.answer-text').innerText()).toBe('A first sentence.');
    expect(await answer.locator('.notice').innerText()).toContain('The model stopped in the middle. (truncated)');
    expect(await answer.locator('.notice').innerText()).toContain('incomplete');
    expect(await seen.page.locator('.thumbs:visible').count()).toBe(0);
    expect(await seen.axe()).toEqual([]);

    isBroken = false;
    await answer.getByRole('button', { name: 'Try again' }).click();
    await seen.page.locator('.answer[data-phase=finished]').waitFor();
    expect(await seen.page.locator('.answer-text').innerText()).toContain('within 30 days');
    expect(await seen.page.locator('.turn').count()).toBe(1);
  });

  it('stops on request: the work on the server ends, what was shown is labelled', async () => {
    const ended = Promise.withResolvers<boolean>();
    const rag: RagAssistant = {
      async *ask(_, { signal }) {
        yield { type: 'text-delta', text: 'A first sentence.' };
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
        ended.resolve(true);
      },
    };
    const { page, axe } = await visit(await testServer({ ...assistant, rag }));
    await page.fill('#question', 'What takes so long?');
    await page.press('#question', 'Enter');
    await page.getByText('A first sentence.').first().waitFor();
    expect(await axe()).toEqual([]);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.answer[data-phase=stopped]').waitFor();
    expect(await ended.promise).toBe(true);
    expect(await page.locator('.standing').innerText()).toBe('Stopped, incomplete');
    expect(await page.locator('.notice').innerText()).toContain('You stopped this answer.');
    await page.getByRole('button', { name: 'Ask', exact: true }).waitFor();
  });

  it('says so when the program is gone, and when a stream ends without an end', async () => {
    const rag: RagAssistant = {
      async *ask() {
        yield { type: 'text-delta', text: 'A first sentence.' };
      },
    };
    const server = await testServer({ ...assistant, rag });
    const { page, ask } = await visit(server);
    await ask('Is this whole?');
    expect(await page.locator('.standing').innerText()).toBe('Incomplete');
    await server.close();
    await ask('Is anybody there?');
    expect(await page.locator('.turn:first-child .notice').innerText()).toContain('Is the program still running?');
    expect(await page.locator('.turn:first-child .standing').innerText()).toBe('Failed');
  });
});

/** A copy of the page with a fault in one file. */
async function faultyPage(file: string, right: string, wrong: string, more: readonly string[]): Promise<string> {
  const folder = join(await makeFolder(), 'page');
  await cp(fileURLToPath(new URL('../src/page', import.meta.url)), folder, { recursive: true });
  const source = await readFile(join(folder, file), 'utf8');
  if (!source.includes(right)) throw new Error(`${file} does not hold what the fault replaces`);
  await writeFile(join(folder, file), [source.replace(right, wrong), ...more].join('\n'));
  return folder;
}

/** A rag that believes its model and whose model says this. */
function saying(text: string): RagAssistant {
  const answer: Answer = {
    text,
    isAnswered: true,
    outcome: 'answered',
    citations: [],
    plan: undefined,
    decisions: [],
    usage: { inputTokens: 1, outputTokens: 1, source: 'none' },
    route: { requested: 'hostile', attempts: [], cache: 'none' },
    timings: { totalMs: 1, steps: [] },
  };
  return {
    async *ask(): AsyncGenerator<AnswerEvent> {
      yield { type: 'text-delta', text };
      yield { type: 'finish', answer };
    },
  };
}

async function expectNothingLive({ page, requests }: Visit, server: AssistantServer): Promise<void> {
  const live =
    '#turns :is(a, img, script, style, link, iframe, object, embed, video, audio, form, base, [href], [src], [onload], [onerror])';
  expect(await page.locator(live).count()).toBe(0);
  expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
}

/** Runs in the attacker's page: every way that gave it anything. */
async function attack(target: string): Promise<readonly string[]> {
  const gained: string[] = [];
  const json = { 'content-type': 'application/json', 'x-assistant-token': 'guess' };
  const body = JSON.stringify({ question: 'Within how many days can a customer request a refund?', as: 'director' });
  const tries: readonly (readonly [string, string, RequestInit])[] = [
    ['status', 'api/status', {}],
    ['page', '', {}],
    ['page without a referrer', '', { referrerPolicy: 'no-referrer' }],
    ['ask', 'api/ask', { method: 'POST', headers: json, body }],
    ['ask as text', 'api/ask', { method: 'POST', headers: { 'content-type': 'text/plain' }, body }],
    ['opaque ask', 'api/ask', { method: 'POST', mode: 'no-cors', body }],
    ['documents', 'api/documents', { method: 'POST', headers: json, body: '{"as":"director"}' }],
    ['metrics', 'metrics', {}],
  ];
  for (const [name, path, options] of tries) {
    const text = await fetch(target + path, options).then(
      (response) => response.text(),
      () => '',
    );
    if (text !== '') gained.push(name);
  }
  const loads = (tag: 'script' | 'img' | 'iframe', path: string): Promise<boolean> =>
    new Promise((resolve) => {
      const node = document.createElement(tag);
      node.onload = () => {
        // A frame fires load for a refused page too: what counts is what can be seen in it.
        resolve(tag !== 'iframe' || (node as HTMLIFrameElement).contentDocument !== null);
      };
      node.onerror = () => {
        resolve(false);
      };
      node.src = target + path;
      document.body.append(node);
    });
  if (await loads('script', 'page/main.ts')) gained.push('script');
  if (await loads('img', 'page/icon.svg')) gained.push('image');
  if (await loads('iframe', '')) gained.push('frame');
  return gained;
}
