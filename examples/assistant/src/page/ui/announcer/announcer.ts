import { formatAmount } from '../../format/format.ts';
import type { AnswerState } from '../../state/answer-state.ts';
import type { PageState } from '../../state/state.ts';
import { element } from '../dom/element.ts';

const maxKept = 30;

/** Reads answers out sentence by sentence: one polite log that only grows, apart from the text on the page, which is made anew as it comes. */
export function mountAnnouncer(root: HTMLElement): (state: PageState) => void {
  const log = element('div', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Answer as it arrives' });
  root.append(log);
  const say = (text: string): void => {
    log.append(element('p', {}, text));
    while (log.childElementCount > maxKept) log.firstElementChild?.remove();
  };
  const seen = new Map<number, { length: number; phase: AnswerState['phase'] }>();

  return (state) => {
    for (const answer of state.turns.flatMap((turn) => turn.answers)) {
      const known = seen.get(answer.id) ?? { length: 0, phase: 'streaming' };
      const fresh = answer.text.slice(known.length).trim();
      if (fresh !== '') say(spoken(fresh));
      if (answer.phase !== known.phase) say(endOf(answer));
      seen.set(answer.id, { length: Math.max(known.length, answer.text.length), phase: answer.phase });
    }
  };
}

function spoken(text: string): string {
  return text.replace(/\[(\d{1,3})\]/g, 'source $1').replace(/[*_`#|]/g, ' ');
}

function endOf({ phase, citations, error }: AnswerState): string {
  switch (phase) {
    case 'finished':
      return citations.length === 0
        ? 'End of the answer.'
        : `End of the answer, ${formatAmount(citations.length, 'source')}.`;
    case 'stopped':
      return 'Stopped. The answer is incomplete.';
    case 'failed':
      return `The answer failed. ${error?.message ?? ''}`;
    case 'streaming':
      return '';
  }
}
