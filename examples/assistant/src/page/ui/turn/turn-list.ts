import type { PageActions } from '../../actions/page-actions.ts';
import type { PageState, Turn } from '../../state/state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createKeyedList } from '../dom/keyed-list.ts';
import { createSlot } from '../dom/slot.ts';
import { createTurnView } from './turn.ts';

/** All questions, newest first; before the first one, what this page is for. */
export function mountTurnList(
  root: HTMLElement,
  stateOf: () => PageState,
  actions: PageActions,
): (state: PageState) => void {
  const intro = createSlot(element('div', { class: 'intro' }));
  const list = element('div', { class: 'turn-list' });
  root.append(intro.node, list);
  const updateTurns = createKeyedList(
    list,
    (turn: Turn) => turn.id,
    (turn) => createTurnView(turn, stateOf, actions),
  );
  return (state) => {
    const { status, startError, turns } = state;
    intro.update([status, startError, turns.length === 0], () => {
      if (startError !== undefined) return [startFailure(startError.message, actions)];
      return turns.length > 0 || status === undefined ? [] : introduction(state);
    });
    updateTurns(turns);
  };
}

function introduction({ status }: PageState): readonly Node[] {
  const writer =
    status?.model.isExtractive === true
      ? 'Every sentence of an answer is copied from a document.'
      : 'A model writes the answer; sentences that no document supports are withheld.';
  const points = [
    [
      'Only what you may read',
      'Access is checked before the search ranks anything. Another principal can get another answer.',
    ],
    ['Every sentence has its source', `${writer} Choose a number to see the passage in its document.`],
    ['Nothing is invented', 'What the documents do not answer gets “not in the documents”.'],
  ] as const;
  const items = points.map(([title, text]) => element('li', {}, element('h2', {}, title), element('p', {}, text)));
  const note = status?.search.note;
  return [
    element('ul', { class: 'intro-points' }, ...items),
    ...(note === undefined ? [] : [element('p', { class: 'notice' }, `${note}.`)]),
  ];
}

function startFailure(message: string, actions: PageActions): Node {
  const click = (): void => void actions.start();
  return element(
    'div',
    { class: 'notice notice-error', role: 'alert' },
    icon('warning'),
    element('p', {}, message),
    element('button', { type: 'button', class: 'quiet-button', on: { click } }, icon('again'), 'Try again'),
  );
}
