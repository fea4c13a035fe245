import { isIncomplete, type AnswerState } from '../../state/answer-state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createSlot } from '../dom/slot.ts';
import type { AnswerPart, AnswerPlace } from './answer.ts';

/** Says plainly that an answer failed or is cut short, and lets the reader try again. */
export function createAnswerNotice({ turn, actions }: AnswerPlace): AnswerPart {
  const slot = createSlot(element('div', { class: 'answer-notice' }));
  return {
    node: slot.node,
    update(answer) {
      const words = noticeOf(answer);
      slot.node.hidden = words === undefined;
      slot.update([words, answer.phase], () => {
        if (words === undefined) return [];
        const click = (): void => void actions.ask({ question: turn.question, turn: turn.id, as: answer.as });
        const isError = answer.phase === 'failed';
        return [
          element(
            'div',
            { class: isError ? 'notice notice-error' : 'notice' },
            icon('warning'),
            element('p', {}, words),
            element('button', { type: 'button', class: 'quiet-button', on: { click } }, icon('again'), 'Try again'),
          ),
        ];
      });
    },
  };
}

function noticeOf(answer: AnswerState): string | undefined {
  const rest = isIncomplete(answer) ? ' What stands above is incomplete: do not rely on it as a whole answer.' : '';
  if (answer.phase === 'stopped') return `You stopped this answer.${rest}`;
  if (answer.phase !== 'failed') return undefined;
  const { code, message } = answer.error ?? { code: 'internal', message: 'The answer failed.' };
  return `${sentence(message)} (${code})${rest}`;
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
