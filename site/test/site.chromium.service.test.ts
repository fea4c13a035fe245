import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse, type DefaultTreeAdapterTypes } from 'parse5';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findServices } from '../../scripts/services.mjs';
import { serveFolder } from './serve.ts';

const site = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(site, 'dist');
let browser: Browser;
let server: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  execFileSync(process.execPath, ['--conditions=@org/source', join(site, 'build.ts')], { stdio: 'pipe' });
  server = await serveFolder(dist);
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
}, 300_000);
afterAll(async () => {
  await browser.close();
  await server.stop();
});

interface Visit {
  readonly page: Page;
  /** Errors and warnings on the console, and faults. */
  readonly problems: readonly string[];
  /** Requests that left the site. */
  readonly foreign: readonly string[];
}

async function visit(path: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, colorScheme: 'light' });
  const page = await context.newPage();
  const problems: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto(`${server.url}${path}`, { waitUntil: 'networkidle' });
  return { page, problems, foreign };
}

async function seriousViolations(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: { run(): Promise<AxeResult> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 300)}`));
  });
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Paths of every page of the site. */
function allPages(): readonly string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .map((file) => `/${file.replaceAll('\\', '/')}`);
}

function read(path: string): string {
  return readFileSync(join(dist, path), 'utf8');
}

describe('the site', () => {
  it('leads from the start page to a guide, on to a package, and to the reference of its entries', async () => {
    const { page, problems } = await visit('/');
    await page.locator('.VPNavBarMenu a', { hasText: 'Handbook' }).click();
    await page.locator('h1', { hasText: 'Handbook' }).waitFor();
    await page.locator('.VPSidebar a', { hasText: 'Permissions' }).click();
    await page.locator('h1', { hasText: 'Permissions' }).waitFor();
    await page.locator('.VPSidebar a', { hasText: '@org/ai-retrieval' }).click();
    await page.locator('.vp-doc a', { hasText: '@org/ai-retrieval/workers' }).click();
    await page.locator('h1', { hasText: '@org/ai-retrieval/workers' }).waitFor();
    expect(problems).toEqual([]);
  });

  it.each([
    ['createRagAssistant', '/reference/@org/ai-blueprints'],
    ['pgvector options', '/reference/@org/ai-retrieval/pgvector'],
    ['placeholder vault', '/docs/guides/reversible-redaction'],
    ['answers got worse', '/docs/runbooks/answers-got-worse'],
  ])('finds %s without a network', async (words, path) => {
    const { page, problems, foreign } = await visit('/docs/');
    await page.locator('.VPNavBarSearch button').first().click();
    await page.locator('.VPLocalSearchBox input').fill(words);
    const results = page.locator('.VPLocalSearchBox .results a');
    await results.first().waitFor();
    const found = await results.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(found.slice(0, 8).some((link) => link.startsWith(path))).toBe(true);
    expect([...problems, ...foreign]).toEqual([]);
  });

  it('is dark on request, and draws its diagrams anew', async () => {
    const { page, problems } = await visit('/docs/architectures/packages.html');
    const drawn = page.locator('.diagram svg');
    await drawn.first().waitFor();
    const light = await drawn.first().innerHTML();
    await page.locator('.VPNavBarAppearance button').click();
    await page.locator('html.dark').waitFor();
    await page.waitForFunction((before) => document.querySelector('.diagram svg')?.innerHTML !== before, light);
    expect(await page.locator('.diagram .error-icon').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it.each(['/', '/docs/architectures/rag-assistant.html', '/reference/@org/ai-core.html', '/packages/ai-guardrails/'])(
    'has no serious violation of accessibility at %s, light or dark',
    async (path) => {
      const { page } = await visit(path);
      expect(await seriousViolations(page)).toEqual([]);
      await page.locator('.VPNavBarAppearance button').click();
      await page.locator('html.dark').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    },
  );

  it('draws every diagram, without an error or a request to another host', async () => {
    const { page, problems, foreign } = await visit('/');
    const withDiagrams = allPages().filter((path) => read(path).includes('class="diagram"'));
    expect(withDiagrams.length).toBeGreaterThan(3);
    for (const path of withDiagrams) {
      await page.goto(`${server.url}${path}`, { waitUntil: 'load' });
      await page.locator('.diagram svg').first().waitFor();
      await page.locator('pre.diagram').first().waitFor({ state: 'detached' });
      expect(await page.locator('.diagram .error-icon').count()).toBe(0);
    }
    expect([...problems, ...foreign]).toEqual([]);
  });

  it('loads nothing from another host on any page', () => {
    const foreign = allPages().flatMap((path) =>
      references(read(path))
        .loaded.filter((url) => /^(?:[a-z]+:)?\/\//i.test(url))
        .map((url) => `${path}: ${url}`),
    );
    expect(foreign).toEqual([]);
  });

  it('offers every page as Markdown, indexed by llms.txt', () => {
    const links = [...read('/llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((path) => !existsSync(join(dist, path)))).toEqual([]);
    const full = read('/llms-full.txt');
    expect(links.filter((path) => !full.includes(`<!-- ${path} -->`))).toEqual([]);
  });

  it('has no link that leads nowhere, within the site or into the repository', () => {
    const pages = new Map(allPages().map((path) => [path, references(read(path))]));
    const broken = [...pages].flatMap(([path, { links }]) =>
      links.filter((link) => !leads(pages, path, link)).map((link) => `${path}: ${link}`),
    );
    expect(pages.size).toBeGreaterThan(100);
    expect(broken).toEqual([]);
  });
});

interface References {
  readonly ids: ReadonlySet<string>;
  readonly links: readonly string[];
  /** What the browser fetches by itself. */
  readonly loaded: readonly string[];
}

function references(html: string): References {
  const ids = new Set<string>();
  const links: string[] = [];
  const loaded: string[] = [];
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node)
      for (const { name, value } of node.attrs) {
        if (name === 'id') ids.add(value);
        if (name === 'href') (node.nodeName === 'a' ? links : loaded).push(value);
        if (name === 'src' || name === 'srcset') loaded.push(value);
      }
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(html));
  return { ids, links, loaded };
}

const intoRepository = /^https:\/\/github\.com\/org\/ai-platform\/(?:blob|tree)\/main\/([^#]+)/;

function leads(pages: ReadonlyMap<string, References>, from: string, link: string): boolean {
  const file = intoRepository.exec(link)?.[1];
  if (file !== undefined) return existsSync(join(site, '..', decodeURIComponent(file)));
  if (/^[a-z]+:/.test(link)) return true;
  const { pathname, hash } = new URL(link, `http://site${from}`);
  const path = decodeURIComponent(pathname);
  const found = [path, `${path}.html`, `${path}index.html`].find((one) => pages.has(one));
  const isFile = existsSync(join(dist, path)) && statSync(join(dist, path)).isFile();
  if (found === undefined) return isFile && !relative(dist, join(dist, path)).startsWith('..');
  return hash === '' || pages.get(found)?.ids.has(decodeURIComponent(hash.slice(1))) === true;
}
