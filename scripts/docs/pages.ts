// The pages that people and assistants read: the handbook, the READMEs, what stands at the root.
import { nodesOf, plainText, readPages, type Page } from '../check/markdown.mjs';

/** One page, with what is said about it elsewhere. */
export interface DocPage extends Page {
  readonly title: string;
  /** First sentence of its first paragraph. */
  readonly summary: string;
}

const shown =
  /^(?:[A-Z]+\.md|benchmarks\/README\.md|docs\/.+\.md|(?:packages|examples|templates)\/[^/]+\/README\.md)$/;

/** Every page, in the order of paths. */
export function docPages(root: string): readonly DocPage[] {
  return readPages(root)
    .filter(({ file }) => shown.test(file))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map((page) => {
      const heading = nodesOf(page.tree, 'heading')[0];
      const paragraph = nodesOf(page.tree, 'paragraph')[0];
      const text = paragraph === undefined ? '' : plainText(paragraph).replace(/\s+/g, ' ').trim();
      return {
        ...page,
        title: heading === undefined ? page.file : plainText(heading),
        summary: /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.') ?? text,
      };
    });
}

/** The parts of the handbook, in the order in which they are read. */
export const docSections: readonly { readonly title: string; readonly files: RegExp }[] = [
  { title: 'Start', files: /^(?:README|docs\/README|docs\/getting-started)\.md$/ },
  { title: 'Packages', files: /^packages\// },
  { title: 'Guides', files: /^docs\/guides\// },
  { title: 'Standards', files: /^docs\/standards\// },
  { title: 'Architectures', files: /^docs\/architectures\// },
  { title: 'Runbooks', files: /^docs\/runbooks\// },
  { title: 'Examples and templates', files: /^(?:examples|templates|benchmarks)\// },
  { title: 'The repository', files: /^(?:CONTRIBUTING|SECURITY)\.md$/ },
  { title: 'Decisions', files: /^docs\/adr\// },
];
