import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** Paths of files that git tracks or would track, below the root, with '/'. */
export function repositoryFiles(root) {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  return output.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The Markdown pages that people read; the demo corpus is data. */
export function readPages(root) {
  return repositoryFiles(root)
    .filter(
      (file) =>
        file.endsWith('.md') &&
        !file.startsWith('examples/assistant/corpus/') &&
        !file.startsWith('.changeset/') &&
        !file.endsWith('CHANGELOG.md'),
    )
    .map((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return { file, text, tree: fromMarkdown(text) };
    });
}

/** All nodes of a type, in order. */
export function nodesOf(tree, ...types) {
  const found = [];
  const visit = (node) => {
    if (types.includes(node.type)) found.push(node);
    node.children?.forEach(visit);
  };
  visit(tree);
  return found;
}

/** The text of a node without its markup. */
export function plainText(node) {
  return node.value ?? node.children?.map(plainText).join('') ?? '';
}
