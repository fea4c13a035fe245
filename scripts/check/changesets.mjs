// A change that users can notice is announced: every public package has its version in CHANGELOG.md or a changeset that names it, and on a branch every changed package has one.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPackages } from './packages.mjs';

/** @returns {string[]} */
export function changesets(root) {
  const texts = readdirSync(join(root, '.changeset'))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => readFileSync(join(root, '.changeset', file), 'utf8'));
  const announced = (name) => texts.some((text) => new RegExp(`^["']?${name}["']?:`, 'm').test(text));
  const changed = changedPackages(root);
  return readPackages(root).flatMap(({ name, manifest }) => {
    if (manifest.private === true || announced(manifest.name)) return [];
    const changelog = join(root, 'packages', name, 'CHANGELOG.md');
    const isReleased = existsSync(changelog) && readFileSync(changelog, 'utf8').includes(`## ${manifest.version}`);
    if (isReleased && !changed.has(name)) return [];
    return [`${manifest.name} has changes without a changeset; add one with: pnpm changeset`];
  });
}

/** Packages whose sources differ from the branch that this one goes into; nothing where there is no such branch. */
function changedPackages(root) {
  try {
    const base = execFileSync('git', ['merge-base', 'HEAD', 'origin/main'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const files = execFileSync('git', ['diff', '--name-only', base, '--', 'packages'], { cwd: root, encoding: 'utf8' });
    return new Set(
      files.split('\n').flatMap((file) => /^packages\/([^/]+)\/src\/(?!.*\.test\.ts$)/.exec(file)?.[1] ?? []),
    );
  } catch {
    return new Set();
  }
}
