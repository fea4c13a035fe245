// Links of pages are written for the repository. On the site, a link to a page goes to that page and any other one to the file in the repository.
import { posix } from 'node:path';

/** Where a page of the repository stands on the site: a README is the page of its folder. */
export function sitePath(file: string): string {
  return file.replace(/(^|\/)README\.md$/, '$1index.md');
}

/** What is known about the repository. */
export interface Repository {
  /** Pages of the site by their path in the repository. */
  readonly pages: ReadonlySet<string>;
  /** Address below which the files are shown: `https://github.com/org/ai-platform`. */
  readonly address: string;
  /** Whether a path of the repository is a folder. */
  isFolder(path: string): boolean;
}

/**
 * The link of a page as the site needs it.
 *
 * @param page path of the page that holds the link, on the site or in the repository
 */
export function siteLink(page: string, link: string, repository: Repository): string {
  if (/^(?:[a-z][a-z+.-]*:|#|\/)/i.test(link)) return link;
  const at = link.indexOf('#');
  const path = at < 0 ? link : link.slice(0, at);
  const anchor = at < 0 ? '' : link.slice(at);
  const target = posix.join(posix.dirname(page), path).replace(/\/$/, '');
  const readme = target === '.' ? 'README.md' : `${target}/README.md`;
  const found = [target, readme].find((candidate) => repository.pages.has(candidate));
  if (found !== undefined) return `/${sitePath(found)}${anchor}`;
  const kind = repository.isFolder(target) ? 'tree' : 'blob';
  return `${repository.address}/${kind}/main/${target}${anchor}`;
}
