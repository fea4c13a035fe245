import type { Answer } from '@org/ai-blueprints';
import { formatCost, formatCount, formatDuration } from '../../format/format.ts';
import { element } from '../dom/element.ts';

/** The numbers of an answer: what was readable, who wrote it, what it took. */
export function figures(answer: Answer, isExtractive: boolean): HTMLElement {
  const { plan, usage, route, timings } = answer;
  const last = route.attempts.at(-1);
  const facts: readonly (readonly [name: string, value: string, note: string])[] = [
    ...(plan === undefined
      ? []
      : ([
          [
            'Readable',
            `${formatCount(plan.readableDocuments)} documents`,
            `${formatCount(plan.readableChunks)} passages`,
          ],
          ['Search', plan.mode, `${plan.strategy}, ${formatCount(plan.candidates)} ranked`],
        ] as const)),
    ['Route', last?.model ?? route.requested, routeNote(route)],
    [
      'Tokens',
      `${formatCount(usage.inputTokens)} in, ${formatCount(usage.outputTokens)} out`,
      { provider: 'counted by the provider', estimated: 'estimated', none: 'no model was called' }[usage.source],
    ],
    ['Cost', costOf(answer, isExtractive), isExtractive ? 'runs on this machine' : 'by the price table'],
    [
      'Time',
      formatDuration(timings.totalMs),
      timings.firstTextMs === undefined
        ? 'no text was released'
        : `first text after ${formatDuration(timings.firstTextMs)}`,
    ],
  ];
  const items = facts.map(([name, value, note]) =>
    element(
      'div',
      { class: 'figure', 'data-figure': name.toLowerCase() },
      element('dt', {}, name),
      element('dd', {}, value),
      element('dd', { class: 'figure-note' }, note),
    ),
  );
  return element('dl', { class: 'figures' }, ...items);
}

function routeNote({ attempts, cache }: Answer['route']): string {
  const last = attempts.at(-1);
  if (last === undefined) return cache === 'none' ? 'no model was called' : `from the ${cache} cache`;
  const failed = attempts.filter(({ error }) => error !== undefined).length;
  return failed === 0 ? last.provider : `${last.provider}, ${formatCount(failed)} failed before`;
}

function costOf({ costNanoUsd }: Answer, isExtractive: boolean): string {
  if (costNanoUsd !== undefined) return formatCost(costNanoUsd);
  return isExtractive ? 'none' : 'price unknown';
}
