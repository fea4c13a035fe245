// Gathers the pages of the repository that the site shows, where links between them keep their form.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { nodesOf } from '../../scripts/check/markdown.mjs';
import type { DocPage } from '../../scripts/docs/pages.ts';
import { sitePath } from './links.ts';

/** One page of the site. */
interface SitePage {
  /** Path in the repository. */
  readonly file: string;
  readonly title: string;
}

/** Copies pages, and the pictures that they show, into `folder`. @param reference import name → its page of the API reference */
export function gatherPages(
  root: string,
  folder: string,
  pages: readonly DocPage[],
  reference: ReadonlyMap<string, string>,
): void {
  for (const { file, text, tree } of pages) {
    const target = join(folder, sitePath(file));
    mkdirSync(dirname(target), { recursive: true });
    // Marks for the scripts that fill in figures; the site shows no HTML of pages.
    const body = text.replace(/<!--[^]*?-->\n?/g, '');
    writeFileSync(target, body + apiLinks(file, reference));
    for (const { url } of nodesOf(tree, 'image')) {
      if (/^[a-z]+:/i.test(url)) continue;
      const picture = posix.join(posix.dirname(file), url);
      mkdirSync(dirname(join(folder, picture)), { recursive: true });
      copyFileSync(join(root, picture), join(folder, picture));
    }
  }
}

/** Empties a folder. */
export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Where the reference of a package is, below its README. */
function apiLinks(file: string, reference: ReadonlyMap<string, string>): string {
  const name = /^packages\/([^/]+)\/README\.md$/.exec(file)?.[1];
  if (name === undefined) return '';
  const entries = [...reference].filter(([entry]) => entry === `@org/${name}` || entry.startsWith(`@org/${name}/`));
  const lines = entries.map(([entry, path]) => `- [\`${entry}\`](/${path})`);
  return `\n## API reference\n\nEvery export of each entry:\n\n${lines.join('\n')}\n`;
}

/** Reads what the build wrote for the configuration of the site. */
export function readSiteData(file: string): SiteData {
  return JSON.parse(readFileSync(file, 'utf8')) as SiteData;
}

/** What the configuration of the site needs to know. */
export interface SiteData {
  readonly pages: readonly SitePage[];
  /** Import name and page of every public entry. */
  readonly reference: readonly (readonly [string, string])[];
  readonly address: string;
}
