// Before packing: the templates of the workspace, as projects get them, into dist/templates.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeDisk } from '../src/disk/node-disk.ts';
import { checkoutTemplates } from '../src/template/template-source.ts';
import { storedPath } from '../src/template/workspace-marks.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const target = fileURLToPath(new URL('../dist/templates', import.meta.url));
const disk = createNodeDisk();
const { names, packages, read } = await checkoutTemplates(disk, root);

await disk.remove(target);
await disk.makeFolder(target);
await disk.write(join(target, 'packages.json'), Buffer.from(`${JSON.stringify(packages, null, 2)}\n`));
for (const name of names) {
  const { files } = await read(name);
  await disk.makeFolder(join(target, name));
  const manifest = await disk.read(join(root, 'templates', name, 'template.json'));
  await disk.write(join(target, name, 'template.json'), manifest ?? Buffer.alloc(0));
  for (const [path, content] of files) {
    const stored = storedPath(path);
    if (files.has(stored) && stored !== path)
      throw new Error(`templates/${name}: ${stored} is taken for the stored ${path}`);
    await disk.makeFolder(dirname(join(target, name, stored)));
    await disk.write(join(target, name, stored), content);
  }
}
