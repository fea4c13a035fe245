// pnpm api: writes the API report of every package, packages/<name>/api.md.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceApi } from './api/workspace-api.ts';
import { readPackages } from './check/packages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { reports } = workspaceApi(root, readPackages(root));
for (const { file, written, wanted } of reports) {
  if (written === wanted) continue;
  writeFileSync(join(root, file), wanted);
  console.log(`written: ${file}`);
}
