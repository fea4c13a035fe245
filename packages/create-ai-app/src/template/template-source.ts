import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../disk/disk.ts';
import { appError } from '../errors/app-error.ts';
import { parseStrictly } from './parse-strictly.ts';
import { readFolder } from './read-folder.ts';
import { templateManifest } from './template-manifest.ts';
import type { Template, TemplateSource } from './template.ts';
import { projectPathOf, withoutWorkspace } from './workspace-marks.ts';

const packageVersions = z.record(z.string(), z.string());
const remedy = 'the installation is damaged; install @org/create-ai-app again';

/** Templates of a folder that was made at pack time. */
export async function packedTemplates(disk: Disk, folder: string): Promise<TemplateSource> {
  const versions = await disk.read(join(folder, 'packages.json'));
  if (versions === undefined) throw appError('invalid-template', `${folder} holds no templates: ${remedy}`);
  const packages = parseStrictly(
    packageVersions,
    versions.toString('utf8'),
    'packages.json',
    'invalid-template',
    remedy,
  );
  return sourceOf(disk, folder, packages);
}

/** Templates of a checkout, as they would be packed. */
export async function checkoutTemplates(disk: Disk, root: string): Promise<TemplateSource> {
  const packages: Record<string, string> = {};
  for (const name of await disk.list(join(root, 'packages'))) {
    const manifest = await disk.read(join(root, 'packages', name, 'package.json'));
    if (manifest === undefined) continue;
    const { name: full, version } = JSON.parse(manifest.toString('utf8')) as { name: string; version: string };
    packages[full] = version;
  }
  return sourceOf(disk, join(root, 'templates'), packages);
}

async function sourceOf(
  disk: Disk,
  folder: string,
  packages: Readonly<Record<string, string>>,
): Promise<TemplateSource> {
  const names: string[] = [];
  for (const name of await disk.list(folder))
    if ((await disk.kind(join(folder, name, 'template.json'))) === 'file') names.push(name);
  return { names, packages, read: (name) => readTemplate(disk, folder, name, names, packages) };
}

async function readTemplate(
  disk: Disk,
  folder: string,
  name: string,
  names: readonly string[],
  packages: Readonly<Record<string, string>>,
): Promise<Template> {
  const file = names.includes(name) ? await disk.read(join(folder, name, 'template.json')) : undefined;
  if (file === undefined)
    throw appError('unknown-template', `there is no template ${JSON.stringify(name)}; templates: ${names.join(', ')}`);
  const where = join(basename(folder), name, 'template.json');
  const manifest = parseStrictly(templateManifest, file.toString('utf8'), where, 'invalid-template', remedy);
  const stored = await readFolder(disk, join(folder, name));
  const files = [...stored].map(([path, content]) => {
    const target = projectPathOf(path);
    return [target, withoutWorkspace(target, content, packages)] as const;
  });
  return { ...manifest, name, files: new Map(files.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
