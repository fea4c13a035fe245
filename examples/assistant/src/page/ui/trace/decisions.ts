import type { Answer } from '@org/ai-blueprints';
import { element } from '../dom/element.ts';
import { explainDecisions } from './explain-decisions.ts';

/** What rails and the citation check decided, in words; texts that were withheld are counted and not shown. */
export function decisionList(answer: Answer): HTMLElement {
  const items = explainDecisions(answer.decisions).map(({ action, subject, words }) =>
    element(
      'li',
      { class: 'decision', 'data-action': action },
      element('span', { class: `action action-${action}` }, action),
      element('span', {}, element('strong', {}, subject), words === '' ? '' : `: ${words}`),
    ),
  );
  return element('ul', { class: 'decisions' }, ...items);
}
