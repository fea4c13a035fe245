import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../packages/ai-guardrails/src/testing/secret-samples.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const kinds = /\.(?:js|mjs|cjs|ts|mts|map|json|ya?ml|md|html|css|svg)$/;
const LARGEST_FILE = 1_000_000;

/** Code, minified code, source maps, declarations, lock files and documents: of this repository and what it installs. Seeded. */
export function otherFiles(mostUnits: number): readonly string[] {
  const random = createRandom(20_261_125);
  const drawn = ['node_modules/.pnpm', 'benchmarks/node_modules', 'packages', 'docs']
    .flatMap((folder) => pathsBelow(join(root, folder), 0))
    .map((path) => ({ path, turn: random() }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ path }) => path);
  const texts: string[] = [];
  let units = 0;
  for (const path of [join(root, 'pnpm-lock.yaml'), join(root, 'benchmarks/package-lock.json'), ...drawn]) {
    if (units > mostUnits) break;
    const text = readFileSync(path, 'utf8').slice(0, LARGEST_FILE);
    texts.push(text);
    units += text.length;
  }
  return texts;
}

function pathsBelow(folder: string, depth: number): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth < 7 ? pathsBelow(path, depth + 1) : [];
      return entry.isFile() && kinds.test(entry.name) && !entry.name.includes('.test.') ? [path] : [];
    });
}
