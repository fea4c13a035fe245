import { AiError, createContext, createServicePrincipal } from '@org/ai-core';
import { createGuard, type Guard, type Stage } from '@org/ai-guardrails';
import { exampleText } from './example-text.ts';
import { railChoices, railsOf, type RailId } from './rails.ts';
import { element, showDecision, showFault } from './show.ts';

const text = element('text') as HTMLTextAreaElement;
const stage = element('stage') as HTMLSelectElement;
const hosts = element('hosts') as HTMLInputElement;
const principal = createServicePrincipal({ tenant: 'local', subject: 'playground' });
let guard: Guard | undefined;
let running = new AbortController();

for (const { id, name } of railChoices) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', value: id, checked: true });
  const label = document.createElement('label');
  const shown = Object.assign(document.createElement('span'), { className: id, textContent: name });
  label.append(box, shown);
  element('rails').append(label);
}

/** Checks what stands there now; a check that is still running for an older text is given up. */
async function check(): Promise<void> {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  try {
    guard ??= createGuard({ rails: railsOf(chosenRails(), stage.value as Stage, chosenHosts()) });
    const checked = text.value;
    const startedMs = performance.now();
    const decision = await guard.check(checked, {
      stage: stage.value as Stage,
      context: createContext({ principal, signal }),
    });
    showDecision(checked, decision, performance.now() - startedMs);
  } catch (error) {
    if (!AiError.is(error, 'aborted')) showFault(error);
  }
}

function chosenRails(): readonly RailId[] {
  const boxes = [...element('rails').querySelectorAll('input')];
  return railChoices.map(({ id }) => id).filter((id) => boxes.some((box) => box.value === id && box.checked));
}

function chosenHosts(): readonly string[] {
  return hosts.value.split(/[\s,]+/).filter((host) => host !== '');
}

function changed(): void {
  guard = undefined;
  void check();
}

text.addEventListener('input', () => void check());
stage.addEventListener('change', changed);
hosts.addEventListener('input', changed);
element('rails').addEventListener('change', changed);
element('example').addEventListener('click', () => {
  text.value = exampleText;
  text.focus();
  void check();
});
void check();
