import { formatAmount, formatDuration } from '../../format/format.ts';
import type { AnswerState } from '../../state/answer-state.ts';
import { element } from '../dom/element.ts';
import { createSlot } from '../dom/slot.ts';
import type { AnswerPart, AnswerPlace } from '../answer/answer.ts';
import { decisionList } from './decisions.ts';
import { figures } from './figures.ts';
import { waterfall } from './waterfall.ts';

/** How the answer came about: figures, steps with their times, and what rails and citation check decided. */
export function createTraceView({ stateOf }: AnswerPlace): AnswerPart {
  const summary = createSlot(element('summary', {}));
  const body = createSlot(element('div', { class: 'trace-body' }));
  const node = element('details', { class: 'trace' }, summary.node, body.node);
  return {
    node,
    update(state) {
      const { steps, answer } = state;
      node.hidden = steps.length === 0;
      summary.update([steps, answer], () => [
        element('span', { class: 'trace-title' }, 'How this answer came about'),
        element('span', { class: 'trace-brief' }, briefOf(state)),
      ]);
      body.update([steps, answer], () => [
        answer === undefined ? undefined : figures(answer, stateOf().status?.model.isExtractive === true),
        element('h4', {}, 'Steps'),
        waterfall(steps, answer?.timings.totalMs),
        ...(answer === undefined ? [] : [element('h4', {}, 'Rails and decisions'), decisionList(answer)]),
      ]);
    },
  };
}

function briefOf({ answer }: AnswerState): string {
  if (answer === undefined) return '';
  const readable =
    answer.plan === undefined ? [] : [`${formatAmount(answer.plan.readableDocuments, 'document')} readable`];
  return [...readable, formatDuration(answer.timings.totalMs)].join(' · ');
}
