import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './grammar.ts';

/** A pinned npm package whose documentation serves as harmless text. */
export interface TextSource {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Files or folders below the package. */
  readonly paths: readonly string[];
}

/** Packages of the lock file with documentation in plain language under MIT or Apache-2.0. */
export const textSources: readonly TextSource[] = [
  { name: 'ai', version: '7.0.173', licence: 'Apache-2.0', paths: ['docs', 'README.md'] },
  { name: 'fastify', version: '5.12.8', licence: 'MIT', paths: ['docs', 'README.md'] },
  { name: 'openai', version: '7.57.0', licence: 'Apache-2.0', paths: ['README.md', 'resources'] },
  {
    name: '@types/node',
    version: '22.19.1',
    licence: 'MIT',
    paths: [
      'fs.d.ts',
      'crypto.d.ts',
      'child_process.d.ts',
      'process.d.ts',
      'stream.d.ts',
      'http.d.ts',
      'worker_threads.d.ts',
      'url.d.ts',
      'vm.d.ts',
      'util.d.ts',
    ],
  },
  { name: 'zod', version: '4.6.7', licence: 'MIT', paths: ['README.md'] },
  { name: 'hono', version: '4.13.19', licence: 'MIT', paths: ['README.md'] },
];

/** The documentation of a package, and a digest by which a changed source is seen. */
export function readSource(
  root: string,
  source: TextSource,
): { readonly texts: readonly string[]; readonly digest: string } {
  const folder = packageFolder(root, source);
  const hash = createHash('sha256');
  const texts = source.paths
    .flatMap((path) => filesBelow(join(folder, path)))
    .map((file) => {
      const text = readFileSync(file, 'utf8');
      hash.update(text);
      return file.endsWith('.d.ts') ? commentsOf(text) : text;
    });
  return { texts, digest: `sha256:${hash.digest('hex')}` };
}

/** Passages of one to ten paragraphs. */
export function passagesOf(texts: readonly string[], random: Random): readonly string[] {
  return texts.flatMap((text) => {
    const paragraphs = text
      .replaceAll('\r', '')
      .split(/\n\s*\n/)
      .map((one) => one.trim())
      .filter((one) => one.length > 20);
    const passages: string[] = [];
    for (let at = 0; at < paragraphs.length;) {
      const size = random.once(2) ? 1 : 1 + random.below(10);
      passages.push(
        paragraphs
          .slice(at, at + size)
          .join('\n\n')
          .slice(0, 3_000),
      );
      at += size;
    }
    return passages;
  });
}

function packageFolder(root: string, { name, version }: TextSource): string {
  const store = join(root, 'node_modules', '.pnpm');
  const prefix = `${name.replace('/', '+')}@${version}`;
  const entry = readdirSync(store)
    .sort()
    .find((one) => one === prefix || one.startsWith(`${prefix}_`));
  if (entry === undefined)
    throw new Error(`${name}@${version} is not installed; run pnpm install with the lock file of the fit`);
  return join(store, entry, 'node_modules', name);
}

function filesBelow(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const child = join(path, name);
      if (statSync(child).isDirectory()) return filesBelow(child);
      return /\.(md|mdx|d\.ts)$/.test(name) ? [child] : [];
    });
}

/** The prose of declaration comments. */
function commentsOf(text: string): string {
  const comments = text.match(/\/\*\*[^]*?\*\//g) ?? [];
  return comments.map((comment) => comment.replace(/^\s*\/?\*+\/?/gm, '').trim()).join('\n\n');
}
