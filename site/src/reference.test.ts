import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeReference } from './reference.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'ai-reference-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

it('gives each entry a page under its import name that shows what may still change and what will go', async () => {
  write('tsconfig.json', '{ "compilerOptions": { "types": [], "lib": ["ES2023"] }, "include": ["packages"] }');
  write(
    'packages/kiln/src/index.ts',
    `/** Heats. @beta */
     export function heat(): void {}
     /**
      * Cools.
      * @deprecated since 0.4: use heat; removed in 0.6
      */
     export function cool(): void {}
     /** Melts. @experimental */
     export function melt(): void {}
     /** Not shown. @internal */
     export function hidden(): void {}`,
  );
  write('packages/kiln/src/glaze.ts', '/** Glazes <b>twice</b>. */\nexport function glaze(): void {}');
  const entries = { '@org/kiln': 'packages/kiln/src/index.ts', '@org/kiln/glaze': 'packages/kiln/src/glaze.ts' };
  const pages = await writeReference(root, join(root, 'out'), entries, 'https://example.com/kiln');
  const text = (name: string): string => readFileSync(join(root, 'out', pages.get(name) ?? ''), 'utf8');
  expect(text('@org/kiln')).toMatch(/heat\(\)[^]*`Beta`/);
  expect(text('@org/kiln')).toMatch(/melt\(\)[^]*`Experimental`/);
  expect(text('@org/kiln')).toContain('since 0.4: use heat; removed in 0.6');
  expect(text('@org/kiln')).not.toContain('hidden');
  expect(text('@org/kiln/glaze')).toContain('glaze()');
  expect(text('@org/kiln/glaze')).not.toContain('<b>');
});
