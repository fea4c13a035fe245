import { isIncomplete, type AnswerState } from '../../state/answer-state.ts';
import { element } from '../dom/element.ts';
import { createSlot } from '../dom/slot.ts';
import type { AnswerPart, AnswerPlace } from './answer.ts';

/** Who asked, and how the answer stands. */
export function createAnswerHeader({ as }: AnswerState, { stateOf }: AnswerPlace): AnswerPart {
  const principal = stateOf().status?.principals.find(({ id }) => id === as);
  const standing = createSlot(element('span', { class: 'standing' }));
  const node = element(
    'header',
    { class: 'answer-header' },
    element('h3', {}, as),
    element('span', { class: 'answer-who' }, principal?.description),
    standing.node,
  );
  return {
    node,
    update(answer) {
      const [kind, words] = standingOf(answer);
      standing.node.setAttribute('class', `standing standing-${kind}`);
      standing.update([words], () => [words]);
    },
  };
}

function standingOf(answer: AnswerState): readonly [kind: 'busy' | 'good' | 'plain' | 'bad', words: string] {
  switch (answer.phase) {
    case 'streaming':
      return ['busy', progressOf(answer)];
    case 'finished':
      if (answer.answer?.outcome === 'answered') return ['good', 'Answered'];
      return ['plain', answer.answer?.outcome === 'blocked' ? 'Blocked' : 'Not in the documents'];
    case 'stopped':
      return ['plain', isIncomplete(answer) ? 'Stopped, incomplete' : 'Stopped'];
    case 'failed':
      return ['bad', isIncomplete(answer) ? 'Incomplete' : 'Failed'];
  }
}

function progressOf({ steps, text }: AnswerState): string {
  if (text !== '') return 'Answering';
  const last = steps.at(-1)?.step;
  if (last === undefined) return 'Checking the question';
  if (last === 'input') return 'Searching readable documents';
  return last === 'retrieve' ? 'Screening passages' : 'Reading passages';
}
