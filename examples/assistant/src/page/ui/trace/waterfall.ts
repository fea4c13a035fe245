import { formatDuration } from '../../format/format.ts';
import type { StepEvent } from '../../state/answer-state.ts';
import { element } from '../dom/element.ts';
import { drawing } from '../dom/svg.ts';
import { describeStep, stepNames } from './steps.ts';

/** A tenth of a percent of the time axis is the narrowest bar that can be seen. */
const narrowest = 6;
const axis = 1_000;

/** The steps in their order, each with its time as a bar on one axis. */
export function waterfall(steps: readonly StepEvent[], totalMs: number | undefined): HTMLElement {
  const ordered = [...steps].sort((a, b) => a.startMs - b.startMs);
  const end = Math.max(totalMs ?? 0, ...ordered.map(({ startMs, durationMs }) => startMs + durationMs), 0.001);
  const items = ordered.map((step) =>
    element(
      'li',
      { class: 'step', 'data-step': step.step },
      element('span', { class: 'step-name' }, stepNames[step.step]),
      bar(step, end),
      element('span', { class: 'step-time' }, formatDuration(step.durationMs)),
      element('span', { class: 'step-words' }, describeStep(step)),
    ),
  );
  return element('ol', { class: 'waterfall' }, ...items);
}

function bar({ startMs, durationMs }: StepEvent, end: number): SVGSVGElement {
  const width = Math.max(narrowest, (durationMs / end) * axis);
  const x = Math.min(axis - width, (startMs / end) * axis);
  const svg = drawing(`0 0 ${axis} 10`, 'step-bar', [
    ['rect', { class: 'step-track', x: 0, y: 4, width: axis, height: 2 }],
    ['rect', { class: 'step-span', x: x.toFixed(1), y: 0, width: width.toFixed(1), height: 10 }],
  ]);
  svg.setAttribute('preserveAspectRatio', 'none');
  return svg;
}
