// What assistants read of the site: every page as Markdown beside its HTML, llms.txt as their index, llms-full.txt as all of them in one.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { llmsFullText, llmsText } from '../../scripts/docs/llms.ts';
import type { DocPage } from '../../scripts/docs/pages.ts';

/** Writes them into the folder of the built site. */
export function writeTexts(root: string, dist: string, pages: readonly DocPage[]): void {
  const names = pages.flatMap(({ file }) => /^packages\/([^/]+)\/README\.md$/.exec(file)?.[1] ?? []);
  const reports = new Map(
    names.map((name) => {
      const file = `packages/${name}/api.md`;
      return [file, readFileSync(join(root, file), 'utf8')] as const;
    }),
  );
  const texts = new Map([...pages.map(({ file, text }) => [file, text] as const), ...reports]);
  for (const [file, text] of texts) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), text);
  }
  writeFileSync(
    join(dist, 'llms.txt'),
    llmsText(pages, (file) => file),
  );
  writeFileSync(join(dist, 'llms-full.txt'), llmsFullText(pages, reports));
}
