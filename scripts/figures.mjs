// Writes what pages quote from elsewhere: measured figures of benchmarks/results between <!-- figures:NAME --> (or <!-- figures:NAME of TERM, TERM -->, for some of them) and <!-- /figures -->, and the diagram of the layer table between <!-- layers --> and <!-- /layers -->.
// pnpm check figures says which pages differ.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { readPages } from './check/markdown.mjs';
import { readPackages } from './check/packages.mjs';
import { layers } from './layers.mjs';

const block = /(<!-- (?:figures:([a-z-]+)(?: of ([^>]*?))?|layers) -->\n)[^]*?(<!-- \/(?:figures|layers) -->)/g;

/** Pages whose figures are not those of the committed result files. @returns {string[]} */
export function staleFigures(root) {
  return pagesWithFigures(root)
    .filter(({ text, wanted }) => text !== wanted)
    .map(
      ({ file }) =>
        `${file}: what it quotes from benchmarks/results or scripts/layers.mjs has changed; run: node scripts/figures.mjs`,
    );
}

function pagesWithFigures(root) {
  return readPages(root)
    .filter(({ text }) => text.match(block) !== null)
    .map(({ file, text }) => ({
      file,
      text,
      wanted: text.replace(
        block,
        (_all, open, name, terms, close) =>
          `${open}\n${name === undefined ? layerDiagram(root) : table(root, name, terms)}\n\n${close}`,
      ),
    }));
}

/** Layers as bands, the lowest at the bottom; an arrow goes from a package to each one of ours that it depends on at run time. */
function layerDiagram(root) {
  const bands = [...new Set(Object.values(layers).map(({ layer }) => layer))].sort((a, b) => b - a);
  const nodes = bands.flatMap((layer) => [
    `  subgraph layer${layer}["layer ${layer}"]`,
    ...Object.keys(layers)
      .filter((name) => layers[name].layer === layer)
      .map((name) => `    ${name}["${name}${layers[name].runtime === 'any' ? ' (any runtime)' : ''}"]`),
    '  end',
  ]);
  const edges = readPackages(root).flatMap(({ name, manifest }) =>
    Object.keys(manifest.dependencies ?? {})
      .filter((other) => other.startsWith('@org/'))
      .map((other) => `  ${name} --> ${other.slice('@org/'.length)}`),
  );
  return ['```mermaid', 'flowchart TB', ...nodes, ...edges, '```'].join('\n');
}

/** `terms`, separated by commas: only figures whose name holds one of them. */
function table(root, name, terms) {
  const file = join(root, 'benchmarks', 'results', `${name}.json`);
  if (!existsSync(file)) return `Not measured yet: \`pnpm bench ${name}\`.`;
  const { figures, command, madeAt, machine, versions, rounds, kept } = JSON.parse(readFileSync(file, 'utf8'));
  const wanted = terms?.split(', ') ?? [''];
  const shown = figures.filter((figure) => wanted.some((term) => figure.name.includes(term)));
  const rows = shown.map(
    (figure) =>
      `| ${figure.name} | ${show(figure.ours, figure.unit)} | ${target(figure)} | ${peers(figure)} | ${figure.note ?? ''} |`,
  );
  return [
    '| figure | ours | target | peers (ours / peer) | |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `Made by \`${command}\` on ${madeAt}: ${machine.cores} cores (${machine.cpu.trim()}), ${machine.memoryGiB} GiB, ${machine.platform}, Node ${versions.node}, ${rounds} rounds.${keptOver(kept)}`,
  ].join('\n');
}

/** Later changes that somebody vouched for. */
function keptOver(kept = []) {
  return kept.map(({ on, because }) => ` Kept on ${on} over a later change: ${because}.`).join('');
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
  // Two digits would make a whole of a share that is none, and one of two scores that differ.
  const isShare = unit === 'share' || unit === 'F1' || (unit === '' && value > 0.001 && value < 1);
  const text = isShare ? String(Number(Number(value).toFixed(3))) : number(value);
  return typeof value === 'number' ? `${text} ${unit}`.trim() : '–';
}

function number(value) {
  // What could not be measured is no number in the result.
  if (typeof value !== 'number') return '–';
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
