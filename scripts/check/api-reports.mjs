// The API report of every package is that of its sources, and what it changes since the last release (or since the branch that this one goes into) is announced by a changeset that fits.
import { execFileSync } from 'node:child_process';
import { compareReports, missingChangeset } from '../api/changes.ts';
import { readChangesets } from '../api/changesets.ts';
import { deprecationProblems } from '../api/deprecations.ts';
import { inputTypes, keyOf } from '../api/inputs.ts';
import { workspaceApi } from '../api/workspace-api.ts';
import { readPackages } from './packages.mjs';

/** @returns {string[]} */
export function apiReports(root) {
  const packages = readPackages(root).filter(({ manifest }) => manifest.private !== true);
  const { declarations, reports } = workspaceApi(root, packages);
  const entries = reports.flatMap((report) => report.entries);
  const inputs = inputTypes(
    entries.map(({ file }) => file),
    declarations,
  );
  const owners = new Set(
    entries.flatMap(({ importName, file }) =>
      declarations
        .exportsOf(file)
        .filter(({ declared }) => declared !== undefined && inputs.has(keyOf(declared)))
        .map(({ name }) => `${importName}#${name}`),
    ),
  );
  const changesets = readChangesets(root);
  return reports.flatMap((report) => {
    const { name, version, file, written, wanted } = report;
    const problems = [...deprecationProblems(report.entries, declarations)];
    if (written === undefined) problems.push(`${file} is missing; write it with: pnpm api`);
    else if (written !== wanted)
      problems.push(`${file} is stale; write it with: pnpm api`, ...explain(compareReports(written, wanted, isInput)));
    const earlier = earlierReport(root, report);
    if (earlier === undefined) return problems;
    const change = compareReports(earlier.text, wanted, isInput);
    const missing = missingChangeset({ name, version }, change.kind, changesets);
    if (missing !== undefined)
      problems.push(`${name}, since ${earlier.revision}: ${missing} (pnpm changeset)`, ...explain(change));
    return problems;
  });

  function isInput(owner) {
    return owners.has(owner);
  }
}

function explain({ kind, added, broken }) {
  if (kind === 'none') return [];
  const lines = [...broken, ...added].map((line) => `    ${line}`);
  const rest = lines.length - 12;
  const says = kind === 'breaking' ? 'breaks users' : 'only adds';
  return [`  this change ${says}:`, ...lines.slice(0, 12), ...(rest > 0 ? [`    and ${rest} more`] : [])];
}

/** The report of the last release; before there is one, that of the branch this one goes into, or of the last commit. */
function earlierReport(root, { name, version, file }) {
  for (const revision of [`refs/tags/${name}@${version}`, mergeBase(root), 'HEAD']) {
    const text = revision === undefined ? undefined : git(root, ['show', `${revision}:${file}`]);
    if (text !== undefined) return { revision: revision.replace('refs/tags/', ''), text };
  }
  return undefined;
}

function mergeBase(root) {
  return git(root, ['merge-base', 'HEAD', 'origin/main'])?.trim();
}

function git(root, args) {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}
