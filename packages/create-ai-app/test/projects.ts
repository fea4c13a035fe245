import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Template, TemplateSource } from '../src/template/template.ts';

/** Contents by path; text, or bytes. */
export type Contents = Readonly<Record<string, string | Buffer>>;

/** A source with one template of these files. */
export function templatesOf(files: Contents, version = '1.0.0', more: Partial<Template> = {}): TemplateSource {
  const template: Template = {
    name: 'demo',
    title: 'Demo',
    description: 'A template of a test',
    version,
    questions: [],
    nameIn: [],
    unsafeSettings: [],
    ...more,
    files: new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
  };
  return { names: ['demo'], packages: { '@org/ai-core': '1.2.0' }, read: () => Promise.resolve(template) };
}

/** A new empty folder; `remove` takes it away. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'create-ai-app-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes files below a folder. */
export function writeAll(folder: string, files: Contents): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** Every file below a folder as text, without what the tool keeps for itself while it works. */
export function readAll(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/^\.ai-app\/(update|lock-)/.test(name) || !statSync(join(folder, name)).isFile()) continue;
    files[name] = readFileSync(join(folder, name), 'latin1');
  }
  return files;
}

/** The files that are the user's: without the tool's own. */
export function ownFiles(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(readAll(folder)).filter(([path]) => !path.startsWith('.ai-app')));
}
