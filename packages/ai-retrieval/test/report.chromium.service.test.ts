import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFakeEmbeddingModel } from '@org/ai-testing';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findServices } from '../../../scripts/services.mjs';
import { openFolderIndex } from '../src/index.ts';
import { writeReport } from '../src/report/write-report.ts';
import { documentOf, numbered, user, writer } from '../src/testing/corpus.ts';
import { streamOf } from '../src/testing/leakage.ts';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  browser = await chromium.launch({
    executablePath: findServices().get('chromium') ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true });
});

const hostile = '</script><img src=x onerror="document.title=1">';

it.each(['words', 'vectors'] as const)(
  'draws the map by %s, whatever documents are called, without a request or a complaint',
  async (basis) => {
    const directory = join(folder, basis);
    const embedding = basis === 'vectors' ? createFakeEmbeddingModel({ dimensions: 16 }) : undefined;
    const index = await openFolderIndex({ directory, embedding });
    const named = documentOf(`${hostile}/1.md`, `# ${hostile}\n\nThe depot is closed.`, {
      title: hostile,
      acl: { allow: ['group:board'], deny: ['user:bob'], require: [{ attribute: 'region', oneOf: ['eu'] }] },
    });
    await index.ingest(streamOf([...numbered(300), named]), { context: writer });
    await index.close();
    const file = join(folder, `${basis}.html`);
    const queries = { list: ['depot 7', hostile], principal: user().principal };
    await writeReport({ directory, tenant: 't', file, queries });

    const context = await browser.newContext({ bypassCSP: false, colorScheme: basis === 'words' ? 'dark' : 'light' });
    const page = await context.newPage();
    const problems: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction("document.body.dataset.drawn === 'true'");
    expect(await page.title()).toBe('Index of t');
    expect(await page.locator('main').innerText()).toContain(`where their ${basis} are alike`);
    expect(await page.locator('table').first().innerText()).toContain('group:board; not user:bob; if region');
    const drawn = (id: string): Promise<string> => page.evaluate(`document.getElementById('${id}').toDataURL()`);
    const before = await drawn('map');
    await page.getByLabel('Coloured by').selectOption('access');
    expect(await drawn('map')).not.toBe(before);
    expect(await page.locator('td', { hasText: 'onerror' }).count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    await context.close();

    const inspected = await browser.newContext({ bypassCSP: true });
    const second = await inspected.newPage();
    await second.goto(pathToFileURL(file).href);
    await second.addScriptTag({
      content: await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    });
    const found = await second.evaluate<{ violations: { id: string }[] }>('axe.run()');
    expect(found.violations.map(({ id }) => id)).toEqual([]);
    await inspected.close();
  },
);
