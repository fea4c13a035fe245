import type { PageActions } from '../../actions/page-actions.ts';
import { compareAnswers } from '../../state/difference.ts';
import { streamingAnswer, type PageState, type Turn } from '../../state/state.ts';
import { createAnswerView } from '../answer/answer.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createKeyedList, type ItemView } from '../dom/keyed-list.ts';
import { createSlot } from '../dom/slot.ts';

/** A question with its answers side by side, and what differs between them. */
export function createTurnView(turn: Turn, stateOf: () => PageState, actions: PageActions): ItemView<Turn> {
  const title = `turn-${turn.id}`;
  const again = createSlot(element('div', { class: 'turn-again' }));
  const comparison = createSlot(element('p', { class: 'turn-comparison' }));
  const answers = element('div', { class: 'answers' });
  const updateAnswers = createKeyedList(
    answers,
    (answer: Turn['answers'][number]) => answer.id,
    (answer) => createAnswerView(answer, { turn, stateOf, actions }),
  );
  const node = element(
    'article',
    { class: 'turn', 'aria-labelledby': title },
    element('header', { class: 'turn-header' }, element('h2', { id: title }, turn.question), again.node),
    comparison.node,
    answers,
  );
  return {
    node,
    update(current) {
      const state = stateOf();
      const { as } = state;
      const canAsk = streamingAnswer(state) === undefined && !current.answers.some((answer) => answer.as === as);
      again.update([as, canAsk], () => {
        if (!canAsk) return [];
        const click = (): void => void actions.ask({ question: turn.question, turn: turn.id });
        const attributes = { type: 'button', class: 'quiet-button', 'data-key': 'again', on: { click } };
        return [element('button', attributes, icon('again'), `Ask again as ${as}`)];
      });
      const [first, ...others] = current.answers;
      comparison.update([current.answers], () =>
        first === undefined
          ? []
          : [
              others
                .map((other) => compareAnswers(first, other))
                .filter(Boolean)
                .join(' '),
            ],
      );
      comparison.node.hidden = comparison.node.textContent === '';
      answers.classList.toggle('is-compared', others.length > 0);
      updateAnswers(current.answers);
    },
  };
}
