import { readFile } from 'node:fs/promises';
import type { Answer, RagAssistant } from '@org/ai-blueprints';
import { AiError } from '@org/ai-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenAssistant } from '../src/assistant/open-assistant.ts';
import { demoCorpus } from '../src/corpus/sources.ts';
import type { AskLine, DocumentResponse } from '../src/server/protocol.ts';
import { useBrowser, visit, type Visit } from './page/browser.ts';
import { testAssistant, testServer } from './support/assistant.ts';

const question = 'What must an evaluation report contain before a release?';
const kiosk = 'Which kiosk is closed for renovation in October and where do its parcels go?';

describe('the page over the demo corpus', () => {
  let assistant: OpenAssistant;
  useBrowser();
  beforeAll(async () => {
    assistant = await testAssistant({}, { corpus: await demoCorpus() });
  });

  it('answers a question and shows the cited passage marked in its document', async () => {
    const server = await testServer(assistant);
    const { page, ask, problems, requests, bodies } = await visit(server);
    await ask(question);
    const { answer } = await finishOf(bodies);
    const [citation] = answer.citations;
    expect(citation?.quote).toMatch(/^Before a release, an evaluation report must contain:/);
    expect(await page.locator('.answer-text li').count()).toBeGreaterThan(4);

    await page.locator('.answer-text').getByRole('button', { name: 'Source 1: Evaluation standard' }).click();
    const mark = page.locator('#cited-passage');
    expect(await mark.textContent()).toBe(citation?.quote);
    const shown = (await bodies()).find((body) => body.includes('"headings"')) ?? '{}';
    const document = JSON.parse(shown) as DocumentResponse;
    const { start, end } = citation!.span;
    expect(document.text.slice(start, end)).toBe(citation?.quote);
    expect(await page.locator('.document-text').evaluate((node) => node.textContent)).toBe(document.text);
    expect(await mark.evaluate(isInSight)).toBe(true);
    expect(await page.locator('#side-panel').getByText('Trusted source').count()).toBe(1);
    expect(await page.locator('.document-match').textContent()).toContain('matches the document exactly');

    expect(problems).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
  });

  it('shows what each step did with the figures of the answer', async () => {
    const { page, ask, bodies } = await visit(await testServer(assistant));
    await ask(question);
    const { answer, steps } = await finishOf(bodies);
    await page.getByText('How this answer came about').click();
    const figure = (name: string) => page.locator(`[data-figure="${name}"]`).innerText();
    expect(await figure('readable')).toContain(`${answer.plan!.readableDocuments} documents`);
    expect(await figure('search')).toContain(`${answer.plan!.candidates} ranked`);
    expect(await figure('route')).toContain('extractive');
    expect(await figure('tokens')).toContain(`${answer.usage.inputTokens.toLocaleString('en')} in`);
    expect(await figure('cost')).toContain('none');

    const bars = await page
      .locator('.waterfall .step-span')
      .evaluateAll((spans) =>
        spans.map((span) => ({ left: span.getBoundingClientRect().left, width: span.getBoundingClientRect().width })),
      );
    expect(bars).toHaveLength(steps.length);
    expect(bars.every(({ width }) => width > 0)).toBe(true);
    const track = await page
      .locator('.step-track')
      .first()
      .evaluate((node) => node.getBoundingClientRect());
    for (const [place, step] of [...steps].sort((a, b) => a.startMs - b.startMs).entries()) {
      const share = step.durationMs / answer.timings.totalMs;
      if (share > 0.02) expect(bars[place]!.width / track.width).toBeCloseTo(share, 1);
    }
    expect(await page.locator('.decision').allInnerTexts()).toHaveLength(answer.decisions.length);
  });

  it('puts the same question of another principal beside the first, and tells what changed', async () => {
    const { page, ask, choose, problems } = await visit(await testServer(assistant));
    const readable = page.locator('#readable-documents');
    await choose('finance');
    await ask('At what percentage of the credit limit is a customer account blocked?');
    expect(await page.locator('.answer[data-as=finance] .answer-text').innerText()).toContain('115 %');
    const before = await readable.innerText();
    await choose('outsider');
    expect(await readable.innerText()).not.toBe(before);
    expect(await page.locator('.identity-change').innerText()).toMatch(
      /^From finance to outsider: \d+ documents no longer readable/,
    );

    await page.getByRole('button', { name: 'Ask again as outsider' }).click();
    const other = page.locator('.answer[data-as=outsider][data-phase=finished]');
    await other.waitFor();
    expect(await other.locator('.standing').innerText()).toBe('Not in the documents');
    expect(await page.locator('.turn-comparison').innerText()).toMatch(
      /^Answered for finance, not in the documents that outsider/,
    );
    const [left, right] = await page
      .locator('.answer')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
    expect(right).toBeGreaterThan(left!);

    await readable.click();
    const count = Number.parseInt(await readable.innerText(), 10);
    await expect.poll(() => page.locator('.document-item').count()).toBe(count);
    await page.fill('#document-filter', 'evaluation');
    expect(await page.locator('.document-item:visible').count()).toBeLessThan(count);
    await page.locator('.document-item:visible').first().click();
    await page.locator('.document-text').waitFor();
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await expect.poll(() => page.locator('.document-item').count()).toBe(count);
    expect(problems).toEqual([]);
  });

  it('answers a restricted question for its owner and holds no trace of it for an outsider', async () => {
    const server = await testServer(assistant);
    const restricted = 'What is the walk-away price in Project Kestrel?';
    const traces = /7\.2 million|5\.9 million|Linnet|acquisition-plan|Kestrel: acquisition/;
    const owner = await visit(server);
    await owner.choose('director');
    await owner.ask(restricted);
    expect(await owner.page.locator('.answer-text').innerText()).toContain('7.2 million EUR');

    const outsider = await visit(server);
    for (const principal of ['outsider', 'finance', 'nurse']) {
      await outsider.choose(principal);
      await outsider.ask(restricted);
      expect(await outsider.page.locator('.turn:first-child .standing').innerText()).toBe('Not in the documents');
      await outsider.page.locator('#readable-documents').click();
      await outsider.page.locator('.document-item').first().waitFor();
    }
    expect(await outsider.page.content()).not.toMatch(traces);
    expect((await outsider.bodies()).join('\n')).not.toMatch(traces);
    expect(outsider.problems).toEqual([]);
  });

  it('marks an untrusted source in the answer, in its sources and in the panel', async () => {
    const { page, ask, choose } = await visit(await testServer(assistant));
    await choose('operations');
    await ask(kiosk);
    const answer = page.locator('.answer');
    expect(await answer.locator('.answer-text').innerText()).toContain('swimming pool');
    expect(await answer.locator('.answer-text .badge-untrusted').count()).toBe(1);
    expect(await answer.locator('.sources .badge-untrusted').count()).toBe(1);
    await answer.getByRole('button', { name: /^Source 1, untrusted/ }).click();
    await page.locator('#side-panel .badge-untrusted').waitFor();
    expect(await page.locator('#side-panel').innerText()).toContain('came from outside');
  });

  it('keeps a thumb and says so', async () => {
    const { page, ask, bodies } = await visit(await testServer(assistant));
    await ask(question);
    const { answerId } = await finishOf(bodies);
    await page.getByRole('button', { name: 'This answer did not help' }).click();
    await page.getByText('Thank you: kept as not helpful.').waitFor();
    expect(await page.getByRole('button', { name: 'This answer did not help' }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    const kept = await readFile(assistant.state.feedback, 'utf8');
    const lines = kept
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { answerId: string; thumb: string });
    expect(lines.filter((line) => line.answerId === answerId).map(({ thumb }) => thumb)).toEqual(['down']);
    expect(kept).not.toContain('evaluation');
  });

  it('works with the keyboard alone', async () => {
    const { page } = await visit(await testServer(assistant));
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.id);
    await page.locator('body').press('Shift+Tab');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('question');
    await page.keyboard.type('What must an evaluation report');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('contain before a release?');
    await page.keyboard.press('Enter');
    await page.locator('.answer[data-phase=finished]').waitFor();
    await tabTo(page, async () => (await focused())?.startsWith('Source 1') === true);
    expect(await page.evaluate(hasOutline)).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('#cited-passage').waitFor();
    expect(await focused()).toBe('side-panel-title');
    await tabTo(page, async () => (await focused()) === 'Text of the document');
    await page.keyboard.press('Escape');
    expect(await page.locator('#side-panel').isVisible()).toBe(false);
    expect(await focused()).toMatch(/^Source 1/);
    await tabTo(page, async () => (await focused()) === 'This answer helped');
    await page.keyboard.press('Space');
    await page.getByText('kept as helpful').waitFor();
    expect(await focused()).toBe('This answer helped');
  });

  it('shows each sentence as it comes, and leaves the focus where it is', async () => {
    const more = Promise.withResolvers<undefined>();
    const quote = 'A first sentence.';
    const span = { start: 0, end: quote.length };
    const about = { document: 'a.md', digest: 'sha256:0', title: 'A', trust: 'trusted' } as const;
    const citation = { ...about, span, quote, isVerified: true } as const;
    const rag: RagAssistant = {
      async *ask() {
        yield { type: 'citation', marker: 1, citation, title: 'A', trust: 'trusted' };
        yield { type: 'text-delta', text: `${quote} [1]` };
        await more.promise;
        yield { type: 'text-delta', text: ' A second sentence. [1]' };
        throw new AiError('truncated', 'no more', { isReleased: true });
      },
    };
    const { page } = await visit(await testServer({ ...assistant, rag }));
    await page.fill('#question', 'What comes first?');
    await page.press('#question', 'Enter');
    const first = page.getByRole('button', { name: 'Source 1: A' }).first();
    await first.focus();
    expect(await page.locator('.answer-text').innerText()).not.toContain('second');
    expect(await page.locator('.standing').innerText()).toBe('Answering');
    more.resolve(undefined);
    await page.locator('.answer-text', { hasText: 'A second sentence.' }).waitFor();
    expect(await first.evaluate((node) => node === document.activeElement)).toBe(true);
    expect(await page.locator('[role=log] p').allInnerTexts()).toEqual([
      'A first sentence. source 1',
      'A second sentence. source 1',
      'The answer failed. no more',
    ]);
  });

  it('reads the answer out once, apart from the text that is made anew', async () => {
    const { page, ask } = await visit(await testServer(assistant));
    await ask(kiosk);
    await page.locator('.chip', { hasText: question }).click();
    await page.locator('.turn:first-child .answer[data-phase=finished]').waitFor();
    const said = await page.locator('[role=log] p').allInnerTexts();
    expect(said.filter((text) => text.includes('dataset digest'))).toHaveLength(1);
    expect(said.at(-1)).toMatch(/^End of the answer, \d+ sources?\.$/);
    expect(await page.locator('.answer [aria-live], .answer-text[role]').count()).toBe(0);
  });
});

/** What the stream of the latest answer held. */
async function finishOf(bodies: Visit['bodies']): Promise<{
  readonly answer: Answer;
  readonly answerId: string;
  readonly steps: readonly Extract<AskLine, { type: 'step' }>[];
}> {
  const body = (await bodies()).findLast((text) => text.startsWith('{"type":"start"')) ?? '';
  const lines = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AskLine);
  const answer = lines.find((line) => line.type === 'finish')?.answer;
  const answerId = lines.find((line) => line.type === 'start')?.answerId;
  if (answer === undefined || answerId === undefined) throw new Error('no answer came');
  return { answer, answerId, steps: lines.filter((line) => line.type === 'step') };
}

async function tabTo(page: Visit['page'], isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if (await isThere()) return;
  }
  throw new Error('the keyboard does not lead there');
}

function isInSight(node: Element): boolean {
  const scroller = node.closest('.document-text');
  if (scroller === null) return false;
  const [inner, outer] = [node.getBoundingClientRect(), scroller.getBoundingClientRect()];
  return scroller.scrollTop > 0 && inner.top >= outer.top && inner.top < outer.bottom;
}

function hasOutline(): boolean {
  const { activeElement } = document;
  if (activeElement === null) return false;
  const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
  return outlineStyle === 'solid' && Number.parseFloat(outlineWidth) >= 2;
}
