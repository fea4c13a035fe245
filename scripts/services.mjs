// The real programs that service suites talk to, and how to find them.
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

export const services = {
  chromium: { programs: ['chromium', 'chromium-browser', 'google-chrome'], debianPackage: 'chromium' },
  promtool: { programs: ['promtool'], debianPackage: 'prometheus' },
  // With the extension pgvector.
  postgres: { programs: ['initdb'], debianPackage: 'postgresql-15' },
  redis: { programs: ['redis-server'], debianPackage: 'redis-server' },
};

/** @returns {Map<string, string>} name of each service that is on this machine → path of its program */
export function findServices() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', ...postgresFolders()];
  const found = new Map();
  for (const [name, { programs }] of Object.entries(services)) {
    const path = programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isExecutable);
    if (path !== undefined) found.set(name, path);
  }
  return found;
}

/** Names in AI_REQUIRE (separated by commas): where they are absent, the run fails instead of passing over their suites. */
export function requiredServices() {
  return (process.env.AI_REQUIRE ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Debian keeps the programs of each version of PostgreSQL in a folder of their own. */
function postgresFolders() {
  try {
    const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join('/usr/lib/postgresql', version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
