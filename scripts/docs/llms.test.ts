import { expect, it } from 'vitest';
import { llmsFullText, llmsText } from './llms.ts';
import type { DocPage } from './pages.ts';

const page = (file: string, title: string, summary: string): DocPage => ({
  file,
  title,
  summary,
  text: `# ${title}\n\n${summary}\n`,
  tree: { type: 'root', url: '', value: '', depth: 0 },
});
const pages = [
  page('README.md', 'Kiln', 'Fires clay.'),
  page('docs/adr/0001-clay.md', '0001: Clay', 'Status: accepted.'),
  page('docs/guides/heat.md', 'Heat', 'How hot it gets.'),
  page('packages/oven/README.md', '@org/oven', 'An oven.'),
];

it('links every page once, with what it is about, and the API of each package', () => {
  const text = llmsText(pages, (file) => `/${file}`);
  expect(text).toContain('- [Heat](/docs/guides/heat.md): How hot it gets.');
  expect(text).toContain('- [@org/oven](/packages/oven/README.md): An oven.\n- [API of @org/oven](/packages/oven/api.md)');
  for (const { file } of pages) expect(text.split(`(/${file})`)).toHaveLength(2);
});

it('puts decisions last, under what may be left out', () => {
  const text = llmsText(pages, (file) => file);
  expect(text.slice(text.indexOf('## Optional'))).toBe('## Optional\n\n- [0001: Clay](docs/adr/0001-clay.md)\n');
});

it('holds every page and API report in full', () => {
  const text = llmsFullText(pages, new Map([['packages/oven/api.md', '# API of @org/oven']]));
  for (const { file, text: own } of pages) expect(text).toContain(`<!-- ${file} -->\n\n${own.trim()}`);
  expect(text).toContain('<!-- packages/oven/api.md -->\n\n# API of @org/oven');
});
