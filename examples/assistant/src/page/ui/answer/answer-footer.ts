import type { AnswerState, Feedback } from '../../state/answer-state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createSlot } from '../dom/slot.ts';
import type { AnswerPart, AnswerPlace } from './answer.ts';

/** Thumbs, and whether they were kept. */
export function createAnswerFooter({ actions }: AnswerPlace): AnswerPart {
  const thumbs = createSlot(element('div', { class: 'thumbs' }));
  const message = createSlot(element('p', { class: 'thumbs-message', role: 'status' }));
  const node = element('footer', { class: 'answer-footer' }, message.node, thumbs.node);
  return {
    node,
    update(answer) {
      const { phase, answerId, feedback } = answer;
      node.hidden = phase !== 'finished' || answerId === undefined;
      const button = (thumb: Feedback['thumb'], label: string): HTMLElement =>
        thumbButton(answer, thumb, label, actions);
      thumbs.update([answerId, phase, feedback], () => [
        button('up', 'This answer helped'),
        button('down', 'This answer did not help'),
      ]);
      message.update([feedback], () => [messageOf(feedback)]);
    },
  };
}

function thumbButton(
  answer: AnswerState,
  thumb: Feedback['thumb'],
  label: string,
  actions: AnswerPlace['actions'],
): HTMLElement {
  const isPressed = answer.feedback?.thumb === thumb && answer.feedback.phase !== 'failed';
  const click = (): void => void actions.giveFeedback(answer, thumb);
  const attributes = { type: 'button', class: 'icon-button', 'aria-label': label, 'aria-pressed': String(isPressed) };
  return element('button', { ...attributes, 'data-key': `thumb-${thumb}`, on: { click } }, icon(thumb));
}

function messageOf(feedback: Feedback | undefined): string {
  switch (feedback?.phase) {
    case undefined:
      return 'Was this answer helpful?';
    case 'sending':
      return 'Sending …';
    case 'kept':
      return feedback.thumb === 'up' ? 'Thank you: kept as helpful.' : 'Thank you: kept as not helpful.';
    case 'failed':
      return `Not kept: ${feedback.message ?? 'the assistant did not take it'}.`;
  }
}
