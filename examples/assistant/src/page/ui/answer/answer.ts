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
  const parts = [
    createAnswerHeader(answer, place),
    createAnswerText(place),
    createAnswerNotice(place),
    createSources(place),
    createAnswerFooter(place),
    createTraceView(place),
  ];
  const node = element(
    'section',
    { class: 'answer', 'aria-label': `Answer for ${answer.as}`, 'data-as': answer.as },
    ...parts.map((part) => part.node),
  );
  return {
    node,
    update(current) {
      node.setAttribute('data-phase', current.phase);
      for (const part of parts) part.update(current);
    },
  };
}
