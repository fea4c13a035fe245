import type { Figure } from './benchmark.ts';

/** The figures as a table for people. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${round(figure.ours)} ${figure.unit}`,
    targetText(figure),
    Object.entries(figure.peers)
      .map(([peer, value]) => `${peer} ${round(value)}`)
      .join(', '),
    Object.entries(figure.ratio)
      .map(([peer, ratio]) => `${round(ratio.median)}x ${peer} [${round(ratio.low)}, ${round(ratio.high)}]`)
      .join(', '),
    figure.note ?? '',
  ]);
  const all = [['figure', 'ours', 'target', 'peers', 'ours / peer [95 %]', ''], ...rows];
  const widths = (all[0] ?? []).map((_cell, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Whether a figure keeps what was promised; undefined when nothing was. */
export function keepsTarget({ ours, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return target.better === 'lower' ? ours <= target.limit : ours >= target.limit;
}

function targetText(figure: Figure): string {
  if (figure.target === undefined) return '';
  const sign = figure.target.better === 'lower' ? '<=' : '>=';
  return `${sign} ${round(figure.target.limit)} ${keepsTarget(figure) === true ? 'kept' : 'MISSED'}`;
}

function round(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}
