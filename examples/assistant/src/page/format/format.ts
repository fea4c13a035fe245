const whole = new Intl.NumberFormat('en');

/** "1,191" */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** "1 document", "69 documents" */
export function formatAmount(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "0.4 ms", "45 ms", "1.3 s" */
export function formatDuration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < 999.5 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Billionths of a US dollar as dollars, with as many digits as it takes: "$0.00042". */
export function formatCost(nanoUsd: number): string {
  const dollars = nanoUsd / 1e9;
  if (dollars === 0) return '$0';
  if (dollars >= 0.01) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toFixed(Math.min(9, 1 - Math.floor(Math.log10(dollars))))}`;
}
