import { expect, it } from 'vitest';
import { siteLink, sitePath, type Repository } from './links.ts';
import { slug } from './slug.ts';

const repository: Repository = {
  pages: new Set([
    'README.md',
    'docs/README.md',
    'docs/adr/README.md',
    'docs/guides/secrets.md',
    'packages/a/README.md',
  ]),
  address: 'https://example.com/kiln',
  isFolder: (path) => path === 'scripts',
};

it.each([
  ['docs/guides/secrets.md', '../README.md', '/docs/index.md'],
  ['docs/guides/secrets.md', '../adr/', '/docs/adr/index.md'],
  ['docs/index.md', 'guides/secrets.md#canaries', '/docs/guides/secrets.md#canaries'],
  ['packages/a/index.md', '../../README.md', '/index.md'],
  ['index.md', 'packages/a', '/packages/a/index.md'],
  ['docs/index.md', '../scripts/layers.mjs', 'https://example.com/kiln/blob/main/scripts/layers.mjs'],
  ['index.md', 'scripts/', 'https://example.com/kiln/tree/main/scripts'],
  ['index.md', 'packages/a/api.md#api', 'https://example.com/kiln/blob/main/packages/a/api.md#api'],
  ['index.md', '#measured', '#measured'],
  ['index.md', 'https://example.org/a', 'https://example.org/a'],
  ['index.md', 'mailto:ada@example.org', 'mailto:ada@example.org'],
  ['packages/a/index.md', '/reference/a.md', '/reference/a.md'],
])('on %s the link %s leads to %s', (page, link, wanted) => {
  expect(siteLink(page, link, repository)).toBe(wanted);
});

it('makes a README the page of its folder, and nothing else', () => {
  expect(['README.md', 'a/README.md', 'a/OLDREADME.md'].map(sitePath)).toEqual([
    'index.md',
    'a/index.md',
    'a/OLDREADME.md',
  ]);
});

it('makes anchors as GitHub does', () => {
  expect(slug('1. What it is for, and when not')).toBe('1-what-it-is-for-and-when-not');
  expect(slug('`createGuard(options)`')).toBe('createguardoptions');
  expect(slug('Ärger & Größe')).toBe('ärger--größe');
});
