import type { PageActions } from '../../actions/page-actions.ts';
import { streamingAnswer, type PageState } from '../../state/state.ts';
import { element } from '../dom/element.ts';
import { icon } from '../dom/icon.ts';
import { createSlot } from '../dom/slot.ts';

const maxSuggestions = 4;

/** Where a question is written: Enter asks, Shift and Enter begins a line. */
export function mountComposer(root: HTMLElement, actions: PageActions): (state: PageState) => void {
  let isAnswering = false;
  const field = element('textarea', {
    id: 'question',
    rows: 1,
    maxlength: 4000,
    placeholder: 'Ask a question',
    autocomplete: 'off',
    'aria-describedby': 'question-hint',
    on: {
      keydown(event) {
        if (!(event instanceof KeyboardEvent) || event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        submit();
      },
    },
  });
  const submit = (): void => {
    const question = field.value.trim();
    if (question === '' || isAnswering) return;
    field.value = '';
    void actions.ask({ question });
  };
  const press = (): void => {
    if (isAnswering) actions.stop();
    else submit();
    field.focus();
  };
  const button = element('button', {
    type: 'button',
    class: 'main-button',
    id: 'ask',
    'data-key': 'ask',
    on: { click: press },
  });
  const label = createSlot(button);
  const suggestions = createSlot(element('div', { class: 'suggestions' }));
  root.append(
    element('label', { class: 'visually-hidden', for: 'question' }, 'Your question'),
    element('div', { class: 'question-box' }, field, button),
    element('p', { class: 'visually-hidden', id: 'question-hint' }, 'Enter asks; Shift and Enter begins a new line.'),
    suggestions.node,
  );

  return (state) => {
    isAnswering = streamingAnswer(state) !== undefined;
    button.classList.toggle('is-stop', isAnswering);
    label.update([isAnswering], () => [icon(isAnswering ? 'stop' : 'send'), isAnswering ? 'Stop' : 'Ask']);
    const asked = state.turns.map(({ question }) => question);
    // Where answers stand below, one more idea is enough.
    const questions = (state.status?.suggestions[state.as] ?? [])
      .filter((question) => !asked.includes(question))
      .slice(0, asked.length === 0 ? maxSuggestions : 1);
    suggestions.update([questions.join('\n'), isAnswering], () =>
      questions.length === 0 ? [] : [element('p', { id: 'try' }, 'Try'), listOf(questions, isAnswering, actions)],
    );
  };
}

function listOf(questions: readonly string[], isDisabled: boolean, actions: PageActions): HTMLElement {
  const items = questions.map((question, index) => {
    const click = (): void => void actions.ask({ question });
    // A disabled button would lose the focus of whoever just pressed it.
    const attributes = { type: 'button', class: 'chip', 'aria-disabled': isDisabled ? 'true' : undefined };
    return element('li', {}, element('button', { ...attributes, 'data-key': `try-${index}`, on: { click } }, question));
  });
  return element('ul', { 'aria-labelledby': 'try' }, ...items);
}
