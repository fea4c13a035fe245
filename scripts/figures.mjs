// Writes the measured figures of benchmarks/results into the pages that quote them, between <!-- figures:NAME --> and <!-- /figures -->.
// pnpm check figures says which pages differ.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readPages } from './check/markdown.mjs';

const block = /(<!-- figures:([a-z-]+) -->\n)[^]*?(<!-- \/figures -->)/g;

/** Pages whose figures are not those of the committed result files. @returns {string[]} */
export function staleFigures(root) {
  return pagesWithFigures(root)
    .filter(({ text, wanted }) => text !== wanted)
    .map(({ file }) => `${file}: its figures differ from benchmarks/results; run: node scripts/figures.mjs`);
}

function pagesWithFigures(root) {
  return readPages(root)
    .filter(({ text }) => text.match(block) !== null)
    .map(({ file, text }) => ({
      file,
      text,
      wanted: text.replace(block, (_all, open, name, close) => `${open}\n${table(root, name)}\n\n${close}`),
    }));
}

function table(root, name) {
  const file = join(root, 'benchmarks', 'results', `${name}.json`);
  if (!existsSync(file)) return `Not measured yet: \`pnpm bench ${name}\`.`;
  const { figures, command, madeAt, machine, versions, rounds } = JSON.parse(readFileSync(file, 'utf8'));
  const rows = figures.map(
    (figure) =>
      `| ${figure.name} | ${show(figure.ours, figure.unit)} | ${target(figure)} | ${peers(figure)} | ${figure.note ?? ''} |`,
  );
  return [
    '| figure | ours | target | peers (ours / peer) | |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `Made by \`${command}\` on ${madeAt}: ${machine.cores} cores (${machine.cpu.trim()}), ${machine.memoryGiB} GiB, ${machine.platform}, Node ${versions.node}, ${rounds} rounds.`,
  ].join('\n');
}

function target(figure) {
  if (figure.target === undefined) return '';
  const { limit, better } = figure.target;
  const isKept = better === 'lower' ? figure.ours <= limit : figure.ours >= limit;
  return `${better === 'lower' ? '≤' : '≥'} ${show(limit, figure.unit)}${isKept ? '' : ' **missed**'}`;
}

function peers(figure) {
  return Object.entries(figure.peers)
    .map(([name, value]) => {
      const ratio = figure.ratio[name];
      return `${name} ${show(value, figure.unit)}${ratio === undefined ? '' : ` (${number(ratio.median)}x)`}`;
    })
    .join(', ');
}

function show(value, unit) {
  return `${number(value)} ${unit}`.trim();
}

function number(value) {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  for (const { file, text, wanted } of pagesWithFigures(root)) {
    if (text === wanted) continue;
    writeFileSync(join(root, file), wanted);
    console.log(`written: ${file}`);
  }
}
