// Figures whose code has changed since they were measured. Where a README shows them this is a fault; elsewhere, and for results that do not say what they measured, it is told and passed over.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { changedCode } from '../../benchmarks/harness/measured-code.ts';
import { readPages } from './markdown.mjs';

/** @returns {string[]} */
export function measuredCode(root) {
  const folder = join(root, 'benchmarks', 'results');
  const shown = shownInReadmes(root);
  const problems = [];
  const unknown = [];
  for (const file of readdirSync(folder).sort()) {
    const name = file.replace(/\.json$/, '');
    const { bench, code } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    // Other files of this folder are made by evaluations.
    if (bench === undefined) continue;
    if (code === undefined) {
      unknown.push(name);
      continue;
    }
    const changed = changedCode(root, code);
    if (changed.length === 0) continue;
    const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
    const what = `the figures of ${name} are stale: ${changed.slice(0, 3).join(', ')}${more} changed since they were measured`;
    const pages = shown.get(name);
    if (pages === undefined) note(what);
    else
      problems.push(
        `${what}, and ${pages.join(', ')} shows them; measure again (pnpm bench ${name}), or say why they still hold (pnpm bench ${name} --keep "reason")`,
      );
  }
  if (unknown.length > 0) note(`what these results measured is not known before their next run: ${unknown.join(', ')}`);
  return problems;
}

function note(text) {
  process.stderr.write(`       measured code: ${text}\n`);
}

/** Name of a result → READMEs that show figures of it. */
function shownInReadmes(root) {
  const shown = new Map();
  for (const { file, text } of readPages(root)) {
    if (!/(^|\/)README\.md$/.test(file)) continue;
    for (const [, name] of text.matchAll(/<!-- figures:([a-z-]+)/g)) {
      if (!(shown.get(name) ?? []).includes(file)) shown.set(name, [...(shown.get(name) ?? []), file]);
    }
  }
  return shown;
}
