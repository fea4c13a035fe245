import { createHash } from 'node:crypto';
import type { TenantStatistics } from '../index/index-statistics.ts';
import type { ChunkMap } from './chunk-map.ts';
import { pageScript } from './page-script.ts';
import type { TimedQuery } from './slow-queries.ts';

/** What a report shows. */
export interface ReportData {
  readonly statistics: TenantStatistics;
  readonly generation: number;
  readonly map: ChunkMap;
  /** Undefined when none were given. */
  readonly queries?: readonly TimedQuery[] | undefined;
  readonly askedAs?: string | undefined;
}

const mostQueries = 20;
const bins = 16;

const css = `
:root { color-scheme: light dark; --text: #1d2430; --soft: #4d5768; --ground: #ffffff; --line: #d5dae2; }
@media (prefers-color-scheme: dark) { :root { --text: #e6eaf0; --soft: #aab4c3; --ground: #14181f; --line: #36404e; } }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } p { color: var(--soft); }
.chart { position: relative; height: 26rem; } .chart.low { height: 16rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
select { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); padding: .2rem; }
`;

/** The report as one page that needs no other file and asks no other host. `charts` is the source of Chart.js. */
export function reportPage({ statistics, generation, map, queries, askedAs }: ReportData, charts: string): string {
  const { tenant, documents, chunks, deadChunks, segments, bytes } = statistics;
  const data = jsonIn({ points: map.points, bins: histogram(map.lengths) });
  const library = scriptIn(charts);
  const policy = `default-src 'none'; img-src data:; style-src ${hashOf(css)}; script-src ${hashOf(library)} ${hashOf(pageScript)}`;
  const shown =
    map.points.length < map.chunks ? `${number(map.points.length)} of ${number(map.chunks)} chunks` : 'every chunk';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>Index of ${textIn(tenant)}</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>Index of ${textIn(tenant)}</h1>
<p>Generation ${number(generation)}: ${number(documents)} documents, ${number(chunks)} chunks, ${number(deadChunks)} dead, ${number(segments)} segments, ${(bytes / 1e6).toFixed(2)} MB. This page names documents that not everybody may read: keep it where the index is kept.</p>
<h2>Map of the chunks</h2>
<p>A point for ${shown}, near each other where their ${map.basis} are alike (first two principal components). <label>Coloured by <select id="colour"><option value="source">source</option><option value="access">access</option></select></label></p>
<div class="chart"><canvas id="map" role="img" aria-label="Map of the chunks; the table below counts them"></canvas></div>
${table(['source', 'access', 'chunks shown'], groups(map))}
<h2>Length of the chunks</h2>
<div class="chart low"><canvas id="lengths" role="img" aria-label="How many chunks have how many index terms; the table below has the figures"></canvas></div>
${table(
  ['index terms', 'chunks'],
  histogram(map.lengths).map(({ label, count }) => [label, number(count)]),
)}
<h2>Slow queries</h2>
${queries === undefined ? '<p>None were asked: give a file with a query per line as --queries, and --as.</p>' : slowTable(queries, askedAs ?? '')}
</main>
<script type="application/json" id="data">${data}</script>
<script>${library}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

function slowTable(queries: readonly TimedQuery[], askedAs: string): string {
  const rows = queries
    .slice(0, mostQueries)
    .map(({ query, ms, plan, passages }) => [
      query,
      ms.toFixed(2),
      plan.timings.rankMs.toFixed(2),
      plan.timings.readMs.toFixed(2),
      number(plan.candidates),
      number(passages),
      plan.strategy,
    ]);
  const more = queries.length > rows.length ? ` The slowest ${number(rows.length)} of ${number(queries.length)}.` : '';
  return `<p>Asked as ${textIn(askedAs)}; milliseconds, the middle of three rounds.${more}</p>\n${table(['query', 'ms', 'ranking', 'reading', 'candidates', 'passages', 'strategy'], rows)}`;
}

function groups({ points }: ChunkMap): readonly (readonly string[])[] {
  const counts = new Map<string, { readonly source: string; readonly access: string; count: number }>();
  for (const { source, access } of points) {
    const key = `${source}\n${access}`;
    const known = counts.get(key) ?? { source, access, count: 0 };
    known.count++;
    counts.set(key, known);
  }
  const sorted = [...counts.values()].sort((a, b) => b.count - a.count);
  const rest = sorted.slice(mostQueries);
  const rows = sorted.slice(0, mostQueries).map(({ source, access, count }) => [source, access, number(count)]);
  return rest.length === 0
    ? rows
    : [...rows, [`${number(rest.length)} more`, '', number(rest.reduce((sum, { count }) => sum + count, 0))]];
}

function histogram(lengths: readonly number[]): readonly { readonly label: string; readonly count: number }[] {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  const width = Math.max(1, Math.ceil((longest + 1) / bins));
  const counts = Array.from({ length: Math.ceil((longest + 1) / width) }, () => 0);
  for (const length of lengths) counts[Math.floor(length / width)] = (counts[Math.floor(length / width)] ?? 0) + 1;
  return counts.map((count, at) => ({
    label: width === 1 ? String(at) : `${String(at * width)} to ${String((at + 1) * width - 1)}`,
    count,
  }));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumber = head.map((_, at) => rows.length > 0 && rows.every((cells) => /^[\d.,]*$/.test(cells[at] ?? '')));
  const row = (tag: 'td' | 'th', cells: readonly string[]): string =>
    `<tr>${cells.map((text, at) => `<${tag}${isNumber[at] === true ? ' class="number"' : ''}${tag === 'th' ? ' scope="col"' : ''}>${textIn(text)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row('th', head)}</thead><tbody>${rows.map((cells) => row('td', cells)).join('\n')}</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textIn(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** JSON that cannot end the script element that it stands in. */
function jsonIn(value: unknown): string {
  return JSON.stringify(value).replace(/</g, String.raw`\u003c`);
}

/** A library whose source cannot end the script element that it stands in. */
function scriptIn(source: string): string {
  return source.replace(/<\/script/gi, String.raw`<\/script`);
}

function hashOf(source: string): string {
  return `'sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}'`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
