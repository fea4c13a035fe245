import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The page with its code and style inside. Its policy allows nothing but these two, by their digests: no request can leave it. */
export async function buildPage(): Promise<string> {
  const bundle = await build({
    entryPoints: [file('playground.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2023',
    conditions: ['@org/source'],
    logLevel: 'silent',
  });
  // What would end the script in HTML cannot stand in it.
  const script = (bundle.outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
  const style = await readFile(file('playground.css'), 'utf8');
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = await readFile(file('index.html'), 'utf8');
  return [
    [
      '<meta charset="utf-8" />',
      `<meta charset="utf-8" />\n<meta http-equiv="Content-Security-Policy" content="${policy}" />`,
    ],
    ['<link rel="stylesheet" href="playground.css" />', `<style>${style}</style>`],
    ['<script src="playground.js"></script>', `<script>${script}</script>`],
  ].reduce((built, [tag = '', inlined = '']) => replaced(built, tag, inlined), page);
}

function replaced(page: string, tag: string, inlined: string): string {
  const [before, after, ...more] = page.split(tag);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`index.html holds ${tag} not once`);
  return before + inlined + after;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
