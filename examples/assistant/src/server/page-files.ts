import { readFile, readdir } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** A file of the page, ready to send. */
interface PageFile {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The page: its HTML with `{{token}}` where the token goes, and its files by URL path. What is not in the map is not served. */
export interface Page {
  readonly html: string | undefined;
  readonly files: ReadonlyMap<string, PageFile>;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const pageFolder = fileURLToPath(new URL('../page', import.meta.url));

/** Reads the page's folder once, at the start. TypeScript becomes JavaScript by taking its types out. */
export async function readPage(folder: string = pageFolder): Promise<Page> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, PageFile>();
  let html: string | undefined;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1).replaceAll('\\', '/');
    const contentType = contentTypes[extname(entry.name)];
    if (name === 'index.html') html = await readFile(path, 'utf8');
    else if (contentType !== undefined && !/\.(?:test|d)\.ts$/.test(name)) {
      const body = await readFile(path);
      files.set(`/page/${name}`, { contentType, body: name.endsWith('.ts') ? asJavaScript(body) : body });
    }
  }
  return { html, files };
}

function asJavaScript(source: Buffer): Buffer {
  return Buffer.from(quietly(() => stripTypeScriptTypes(source.toString('utf8'))));
}

/** Node calls the function experimental on the console; to the user of this program that says nothing. */
function quietly<T>(work: () => T): T {
  const original = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = original;
  }
}
