// Every relative link of every page leads to a file, and every #anchor to a heading.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { nodesOf, plainText, readPages } from './markdown.mjs';

/** @returns {string[]} */
export function links(root) {
  const problems = [];
  for (const { file, tree } of readPages(root)) {
    for (const node of nodesOf(tree, 'link', 'image', 'definition')) {
      const problem = checkUrl(root, file, node.url);
      if (problem !== undefined) problems.push(`${file}:${node.position.start.line}: ${problem}`);
    }
  }
  return problems;
}

function checkUrl(root, file, url) {
  if (/^[a-z][a-z+.-]*:/i.test(url)) return undefined;
  const [path, anchor] = url.split('#', 2);
  const target = path === '' ? join(root, file) : join(root, dirname(file), decodeURI(path));
  if (relative(root, target).startsWith('..')) return `${url} leads out of the repository`;
  if (!existsSync(target)) return `${url} leads nowhere`;
  if (anchor === undefined || !target.endsWith('.md') || statSync(target).isDirectory()) return undefined;
  return anchors(readFileSync(target, 'utf8')).has(anchor)
    ? undefined
    : `${url} names no heading of ${relative(root, target)}`;
}

/** Anchors of a page's headings, as GitHub makes them. */
function anchors(text) {
  const seen = new Map();
  const result = new Set();
  for (const heading of nodesOf(fromMarkdown(text), 'heading')) {
    const slug = plainText(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    result.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return result;
}
