// pnpm --filter guard-playground build: writes dist/index.html, one file that works from a disk, without a server or network.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.ts';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'index.html');
mkdirSync(dirname(file), { recursive: true });
const page = await buildPage();
writeFileSync(file, page);
console.log(`${file} (${String(Math.round(page.length / 1_024))} kB): open it in a browser`);
