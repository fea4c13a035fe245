import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { findServices } from '../../../../scripts/services.mjs';
import type { AssistantServer } from '../../src/server/server.ts';

/** A page of the assistant in a real browser, and what it did. */
export interface Visit {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and violations of the content security policy. */
  readonly problems: readonly string[];
  /** URLs that the page asked for, data: and all. */
  readonly requests: readonly string[];
  /** Bodies of all responses to the page's code so far, whole. */
  bodies(): Promise<readonly string[]>;
  /** What axe-core finds, one line a violation. */
  axe(): Promise<readonly string[]>;
  /** Asks and waits for the end of the answer, whatever it is. */
  ask(question: string): Promise<void>;
  /** Chooses a principal and waits for what it may read. */
  choose(principal: string): Promise<void>;
}

/** Where other host names lead on this machine. */
const launchArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP rebound.test 127.0.0.1',
];

let browser: Browser | undefined;
const visits: Page[] = [];

/** Starts the browser for the tests of a file and closes it after them. */
export function useBrowser(): void {
  beforeAll(async () => {
    const executablePath = findServices().get('chromium') ?? '/usr/bin/chromium';
    browser = await chromium.launch({ executablePath, args: launchArgs });
  });
  afterEach(async () => {
    await Promise.all(visits.splice(0).map((page) => page.context().close()));
  });
  afterAll(async () => {
    await browser?.close();
  });
}

/** A page that shows nothing yet, closed after the test. */
export async function blankPage(options: BrowserContextOptions = {}): Promise<Page> {
  if (browser === undefined) throw new Error('useBrowser() comes first');
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  visits.push(page);
  return page;
}

/** Opens the assistant's page and waits until it knows who asks. */
export async function visit(server: AssistantServer, options: BrowserContextOptions = {}): Promise<Visit> {
  const page = await blankPage(options);
  const problems: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('request', (request) => requests.push(request.url()));
  await page.addInitScript(await axeSource());
  await page.addInitScript(keepBodies);
  await page.goto(server.url);
  await page.locator('#readable-documents', { hasText: /\d documents? readable/ }).waitFor();
  return {
    page,
    problems,
    requests,
    bodies: () => page.evaluate(() => Promise.all((globalThis as unknown as KeptBodies).keptBodies)),
    axe: () => page.evaluate(runAxe),
    async ask(question) {
      await page.fill('#question', question);
      await page.press('#question', 'Enter');
      await page.locator('.turn').first().getByRole('heading', { name: question, exact: true }).waitFor();
      await page.locator('.turn:first-child .answer:not([data-phase="streaming"])').waitFor();
    },
    async choose(principal) {
      await page.selectOption('#principal', principal);
      await page.locator('.identity-change', { hasText: principal }).waitFor();
    },
  };
}

interface KeptBodies {
  keptBodies: Promise<string>[];
}

/** Runs in the page: the browser's own record of a streamed body is not always whole. */
function keepBodies(): void {
  const kept: Promise<string>[] = [];
  (globalThis as unknown as KeptBodies).keptBodies = kept;
  const original = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const response = await original(...request);
    const text = response.clone().text();
    kept.push(text.catch(() => ''));
    return response;
  };
}

async function axeSource(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
}

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

async function runAxe(): Promise<readonly string[]> {
  const { axe } = globalThis as unknown as { readonly axe: { run(): Promise<AxeResults> } };
  const { violations } = await axe.run();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}
