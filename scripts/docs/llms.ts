// llms.txt (llmstxt.org): what an assistant reads first to find the page that answers it; and llms-full.txt, all of them in one.
import { docSections, type DocPage } from './pages.ts';

const intro = `# AI platform SDK

> TypeScript packages (\`@org/ai-*\`) for teams that put AI into products: model clients, permission-aware retrieval, guardrails, local ONNX inference, evaluation gates and telemetry that fit together.

Node 22.18 or newer, ES modules. \`packages/<name>/api.md\` lists every exported name of a package with its type; import from the entries that it names, and from nothing below them. Every TypeScript block of these pages is type-checked.`;

/** The index of all pages. Decisions stand last, as what may be left out. @param link how a page is linked */
export function llmsText(pages: readonly DocPage[], link: (file: string) => string): string {
  const sections = docSections.map(({ title, files }) => {
    const lines = pages
      .filter(({ file }) => files.test(file))
      .flatMap(({ file, title: name, summary }) => {
        const folder = /^packages\/([^/]+)\/README\.md$/.exec(file)?.[1];
        const about = summary === '' || title === 'Decisions' ? '' : `: ${summary}`;
        const api = folder === undefined ? [] : [`- [API of @org/${folder}](${link(`packages/${folder}/api.md`)})`];
        return [`- [${name}](${link(file)})${about}`, ...api];
      });
    return `## ${title === 'Decisions' ? 'Optional' : title}\n\n${lines.join('\n')}`;
  });
  return `${[intro, ...sections].join('\n\n')}\n`;
}

/** Every page in full, each under its path. @param reports text of the API reports by path */
export function llmsFullText(pages: readonly DocPage[], reports: ReadonlyMap<string, string>): string {
  const inOrder = docSections.flatMap(({ files }) => pages.filter(({ file }) => files.test(file)));
  const texts = [...inOrder.map(({ file, text }) => [file, text] as const), ...reports];
  return `${[intro, ...texts.map(([file, text]) => `<!-- ${file} -->\n\n${text.trim()}`)].join('\n\n')}\n`;
}
