import type { PageActions } from '../../actions/page-actions.ts';
import type { AnswerState } from '../../state/answer-state.ts';
import type { PageState, Turn } from '../../state/state.ts';
import { element } from '../dom/element.ts';
import type { ItemView } from '../dom/keyed-list.ts';
import { createTraceView } from '../trace/trace.ts';
import { createAnswerFooter } from './answer-footer.ts';
import { createAnswerHeader } from './answer-header.ts';
import { createAnswerNotice } from './answer-notice.ts';
import { createAnswerText } from './answer-text.ts';
import { createSources } from './sources.ts';

/** Where an answer stands and what can be done about it. */
export interface AnswerPlace {
  readonly turn: Turn;
  readonly stateOf: () => PageState;
  readonly actions: PageActions;
}

/** A part of an answer. */
export type AnswerPart = ItemView<AnswerState>;

/** One answer: who asked, its text, its sources, what to think of it, and how it came about. */
export function createAnswerView(answer: AnswerState, place: AnswerPlace): AnswerPart {
  const header = createAnswerHeader(answer, place);
  const text = createAnswerText(place);
  const notice = createAnswerNotice(place);
  const sources = createSources(place);
  const footer = createAnswerFooter(place);
  const trace = createTraceView(place);
  const parts = [header, text, notice, sources, footer, trace];
  const node = element(
    'div',
    { class: 'answer', role: 'group', 'aria-label': `Answer for ${answer.as}`, 'data-as': answer.as },
    header.node,
    text.node,
    notice.node,
    element('div', { class: 'answer-end' }, sources.node, footer.node),
    trace.node,
  );
  return {
    node,
    update(current) {
      node.setAttribute('data-phase', current.phase);
      for (const part of parts) part.update(current);
    },
  };
}
