// A tarball of the tool as an earlier release would have been: the same templates, at a lower version, with differences that an update has to bring.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { readTarball } from './pack-packages.mjs';

/** A file that the earlier version has and the present one does not. */
export const droppedFile = 'OLD.md';
/** A file that the earlier version does not have. */
export const newFile = 'AGENTS.md';
/** A line of the earlier README that the present one does not have. */
export const oldLine = 'This line is of the earlier version.';

/** @returns {Promise<import('./pack-packages.mjs').Tarball>} */
export async function packEarlierTool(tool, template, folder) {
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', tool.file], { cwd: folder });
  const inside = join(folder, 'package', 'dist', 'templates', template);
  edit(join(folder, 'package', 'package.json'), (text) =>
    text.replace(`"version": "${tool.version}"`, '"version": "0.0.9"'),
  );
  edit(join(inside, 'template.json'), (text) => text.replace(/"version": "[^"]+"/, '"version": "0.0.9"'));
  edit(join(inside, 'README.md'), (text) => text.replace('\n\n', `\n\n${oldLine}\n\n`));
  writeFileSync(join(inside, droppedFile), 'A page that has gone.\n');
  rmSync(join(inside, newFile));
  const file = join(folder, 'earlier.tgz');
  await run('tar', ['-czf', file, 'package'], { cwd: folder });
  return readTarball(file);
}

function edit(file, change) {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`${file}: nothing to change was found`);
  writeFileSync(file, changed);
}
