// Writes llms.txt from the pages; pnpm check llms.txt says whether it is that of the pages.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { llmsText } from './docs/llms.ts';
import { docPages } from './docs/pages.ts';

/** @returns {string[]} */
export function staleLlmsText(root) {
  const file = join(root, 'llms.txt');
  const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return written === wanted(root) ? [] : ['llms.txt is not that of the pages; write it with: node scripts/llms.mjs'];
}

function wanted(root) {
  return llmsText(docPages(root), (file) => file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  writeFileSync(join(root, 'llms.txt'), wanted(root));
}
