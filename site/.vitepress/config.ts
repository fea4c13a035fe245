import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type DefaultTheme, type MarkdownOptions, type UserConfig } from 'vitepress';
import { docSections } from '../../scripts/docs/pages.ts';
import { siteLink, sitePath, type Repository } from '../src/links.ts';
import { readSiteData } from '../src/pages.ts';
import { slug } from '../src/slug.ts';

const site = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(site);
const { pages, reference, address } = readSiteData(join(site, '.pages', 'site.json'));
const repository: Repository = {
  pages: new Set(pages.map(({ file }) => file)),
  address,
  isFolder: (path) => existsSync(join(root, path)) && statSync(join(root, path)).isDirectory(),
};

/** Where the site is served, with slashes around it. */
const base = process.env['DOCS_BASE'] ?? '/';

type Renderer = Parameters<NonNullable<MarkdownOptions['config']>>[0];

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  srcDir: '.pages',
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  title: 'AI platform SDK',
  description: 'Handbook, packages and API reference of the AI platform SDK',
  base,
  metaChunk: true,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  markdown: {
    // The usual themes have less contrast than text needs.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify: slug },
    headers: { slugify: slug },
    config: configureMarkdown,
  },
  themeConfig: {
    search: { provider: 'local', options: { detailedView: true } },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Handbook', link: '/docs/' },
      { text: 'Packages', link: '/docs/architectures/packages' },
      { text: 'API', link: '/reference/' },
      { text: 'Decisions', link: '/docs/adr/' },
    ],
    sidebar: sidebar(),
  },
});

export default config;

function configureMarkdown(md: Renderer): void {
  md.core.ruler.push('no-html', (state) => {
    // The reference has anchors; what looks like HTML in any other page is text.
    if (pageOf(state.env).startsWith('reference/')) return;
    for (const token of state.tokens.flatMap((block) => [block, ...(block.children ?? [])]))
      if (token.type === 'html_inline' || token.type === 'html_block') token.type = 'text';
  });
  md.core.ruler.push('repository-links', (state) => {
    const page = pageOf(state.env);
    if (page === '' || page.startsWith('reference/')) return;
    for (const token of state.tokens.flatMap((block) => block.children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href !== null) token.attrSet('href', siteLink(page, decodeURI(href), repository));
    }
  });
  const fence = md.renderer.rules.fence;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() === 'mermaid') return `<MermaidDiagram code="${encodeURIComponent(token.content)}" />`;
    return fence?.(tokens, index, options, env, self) ?? '';
  };
  const text = md.renderer.rules.text;
  // Two braces in prose are no expression of Vue.
  md.renderer.rules.text = (...args) => (text?.(...args) ?? '').replaceAll('{{', '&#123;&#123;');
}

/** Path of the page that is rendered. */
function pageOf(env: unknown): string {
  return (env as { readonly relativePath?: string }).relativePath ?? '';
}

function sidebar(): DefaultTheme.Sidebar {
  const section = ({ title, files }: (typeof docSections)[number]): DefaultTheme.SidebarItem => ({
    text: title,
    items: pages.filter(({ file }) => files.test(file)).map((page) => ({ text: page.title, link: link(page.file) })),
  });
  const isDecisions = ({ title }: { readonly title: string }): boolean => title === 'Decisions';
  const handbook = docSections.filter((one) => !isDecisions(one)).map(section);
  const api = reference.map(([name, path]) => ({ text: name, link: `/${path.replace(/\.md$/, '')}` }));
  return {
    '/reference/': [{ text: 'API reference', items: api }],
    '/docs/adr/': docSections.filter(isDecisions).map(section),
    '/': handbook,
  };
}

function link(file: string): string {
  return `/${sitePath(file).replace(/(?:index)?\.md$/, '')}`;
}
