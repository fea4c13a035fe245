import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenAssistant } from '../src/assistant/open-assistant.ts';
import { demoCorpus } from '../src/corpus/sources.ts';
import { useBrowser, visit, type Visit } from './page/browser.ts';
import { testAssistant, testServer } from './support/assistant.ts';

const question = 'What must an evaluation report contain before a release?';
const kiosk = 'Which kiosk is closed for renovation in October and where do its parcels go?';
const screenshot = fileURLToPath(new URL('../assistant.png', import.meta.url));

const looks: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light' },
  dark: { colorScheme: 'dark' },
  'light on a phone': { colorScheme: 'light', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
  'dark on a phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true },
};

describe('how the page looks', () => {
  let assistant: OpenAssistant;
  useBrowser();
  beforeAll(async () => {
    assistant = await testAssistant({}, { corpus: await demoCorpus() });
  });

  it.each(Object.entries(looks))('is accessible and as wide as its window in every state: %s', async (_, options) => {
    const server = await testServer(assistant);
    const seen = await visit(server, options);
    const { page, ask, choose, problems } = seen;
    const states: Record<string, readonly string[]> = {};
    const look = async (state: string): Promise<void> => {
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      states[state] = [...(await seen.axe()), ...(excess > 0 ? [`${excess} pixels too wide`] : [])];
    };
    await look('start');
    await ask(question);
    await page.getByText('How this answer came about').click();
    await look('answer with its steps');
    await page.getByRole('button', { name: /^Source 1/ }).click();
    await page.locator('#cited-passage').waitFor();
    await look('open citation');
    await page.getByRole('button', { name: 'Close the panel' }).click();
    await choose('operations');
    await page.getByRole('button', { name: 'Ask again as operations' }).click();
    await page.locator('.answer[data-as=operations][data-phase=finished]').waitFor();
    await look('two answers');
    await ask(kiosk);
    await page.getByRole('button', { name: /^Source 1, untrusted/ }).click();
    await page.locator('#cited-passage').waitFor();
    await look('untrusted source');
    await page.keyboard.press('Escape');
    await page.locator('#readable-documents').click();
    await page.locator('.document-item').first().waitFor();
    await look('list of documents');
    await page.keyboard.press('Escape');
    await ask('Who invented the telescope?');
    await look('no answer');
    expect(problems).toEqual([]);
    await server.close();
    await ask('Is anybody there?');
    await look('error');
    expect(Object.entries(states).filter(([, found]) => found.length > 0)).toEqual([]);
    expect(Object.keys(states)).toHaveLength(8);
  });

  it('keeps the keyboard inside a panel that covers the page', async () => {
    const { page, ask } = await visit(await testServer(assistant), looks['light on a phone']);
    await ask(question);
    await page.getByRole('button', { name: /^Source 1/ }).click();
    await page.locator('#cited-passage').waitFor();
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      const isOutside = await page.evaluate(() => document.activeElement?.closest('main, .masthead') !== null);
      expect(isOutside).toBe(false);
    }
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('citation');
  });

  it('remembers a theme that was chosen, from the first paint', async () => {
    const { page } = await visit(await testServer(assistant), { colorScheme: 'light' });
    const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await paper()).toBe(dark);
    await page.getByRole('button', { name: 'Use the light theme' }).click();
    expect(await paper()).toBe(light);
  });

  it('moves nothing for readers who want no motion', async () => {
    const { page } = await visit(await testServer(assistant), { reducedMotion: 'reduce' });
    await page.fill('#question', question);
    await page.press('#question', 'Enter');
    await page.locator('.answer').waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  it('composes the screenshot of the README, and with AI_SCREENSHOT=1 renews it', async () => {
    const seen = await visit(await testServer(assistant), { colorScheme: 'light' });
    await compose(seen);
    const picture = await seen.page.screenshot();
    if (process.env['AI_SCREENSHOT'] === '1') await writeFile(screenshot, picture);
    expect(picture.byteLength).toBeGreaterThan(50_000);
  });
});

/** An answered question with an open citation and the panel of steps. */
async function compose({ page, ask }: Visit): Promise<void> {
  await ask('How fast must a critical vulnerability be fixed?');
  await page.getByText('How this answer came about').click();
  await page.locator('.answer-text .citation').first().click();
  await page.locator('#cited-passage').waitFor();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
    scrollTo(0, 0);
  });
}
