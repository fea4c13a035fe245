// Every Mermaid block of every page parses.
import { join } from 'node:path';
import { withChromiumPage } from './chromium-page.mjs';
import { nodesOf, readPages } from './markdown.mjs';

export function mermaidBlocks(root) {
  const blocks = readPages(root).flatMap(({ file, tree }) =>
    nodesOf(tree, 'code')
      .filter((node) => node.lang === 'mermaid')
      .map((node) => ({ place: `${file}:${node.position.start.line}`, text: node.value })),
  );
  return withChromiumPage('mermaid', async (page) => {
    await page.addScriptTag({ path: join(root, 'node_modules', 'mermaid', 'dist', 'mermaid.min.js') });
    return page.evaluate(async (list) => {
      const problems = [];
      for (const { place, text } of list) {
        try {
          await globalThis.mermaid.parse(text);
        } catch (error) {
          problems.push(`${place}: ${error.message.split('\n')[0]}`);
        }
      }
      return problems;
    }, blocks);
  });
}
