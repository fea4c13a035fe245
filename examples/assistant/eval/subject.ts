import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { digestJson, sha256, type JsonValue, type SourceDocument } from '@org/ai-core';
import { checkout } from '../src/corpus/sources.ts';

/** Digest of the documents as they are searched: ids, texts and access lists. */
export async function corpusDigest(documents: Iterable<SourceDocument>): Promise<string> {
  const parts = await Promise.all(
    [...documents].map(async ({ id, text, acl }): Promise<JsonValue> => ({
      id,
      text: await sha256(text),
      allow: acl.allow,
      deny: acl.deny ?? [],
    })),
  );
  return digestJson(parts);
}

/** Digest of the sources that answer, and of the versions of what they depend on: after any change to them, finished questions count no longer. */
export async function codeDigest(): Promise<string> {
  const packages = await readdir(join(checkout, 'packages'));
  const folders = [...packages.sort().map((name) => `packages/${name}/src`), 'examples/assistant/src'];
  const files = (await Promise.all(folders.map(sourceFiles))).flat();
  const parts = await Promise.all(
    [...files, join(checkout, 'pnpm-lock.yaml')].map(async (file) => [
      relative(checkout, file).split(sep).join('/'),
      await sha256(await readFile(file)),
    ]),
  );
  return digestJson(parts);
}

async function sourceFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(checkout, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
