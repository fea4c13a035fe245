// pnpm docs:build: the site in site/dist, without any network.
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { entryMap } from '../scripts/check/packages.mjs';
import { docPages } from '../scripts/docs/pages.ts';
import { emptyFolder, gatherPages, type SiteData } from './src/pages.ts';
import { writeReference } from './src/reference.ts';
import { writeTexts } from './src/texts.ts';

const site = fileURLToPath(new URL('.', import.meta.url));
const root = dirname(dirname(join(site, 'build.ts')));
const folder = join(site, '.pages');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { repository: { url: string } };
const address = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

emptyFolder(folder);
const reference = await step('API reference', () => writeReference(root, folder, entryMap(root), address));
const pages = docPages(root);
gatherPages(root, folder, pages, reference);
const data: SiteData = { pages: pages.map(({ file, title }) => ({ file, title })), reference: [...reference], address };
writeFileSync(join(folder, 'site.json'), JSON.stringify(data));
cpSync(join(site, 'public'), join(folder, 'public'), { recursive: true });
// Pages with diagrams load it from the site itself; bundling it would take longer than the rest of the site.
const mermaid = createRequire(import.meta.url).resolve('mermaid');
copyFileSync(join(dirname(mermaid), 'mermaid.min.js'), join(folder, 'public', 'mermaid.min.js'));
await step('site', () => build(site));
writeTexts(root, join(site, 'dist'), pages);

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  console.log(`ok     ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return result;
}
