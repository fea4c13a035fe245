import { AiError, type Finding } from '@org/ai-core';
import type { GuardDecision } from '@org/ai-guardrails';
import { segmentsOf } from './segments.ts';

/** Shows a decision about a text. Everything is put in as text, nothing as markup. */
export function showDecision(text: string, decision: GuardDecision, durationMs: number): void {
  const { action, findings } = decision;
  const count = findings.length === 1 ? '1 finding' : `${String(findings.length)} findings`;
  const reason = 'reason' in decision ? `: ${decision.reason}` : '';
  say(action, `${action}${reason}, ${count}, ${durationMs < 1 ? 'under 1' : String(Math.round(durationMs))} ms`);
  element('found').replaceChildren(
    ...segmentsOf(text, findings).map(({ text: piece, findings: over }) => pieceOf(piece, over)),
  );
  element('released').textContent =
    action === 'allow' ? text : decision.action === 'redact' ? decision.text : '(nothing: the text was stopped)';
  element('findings').replaceChildren(...findings.map(rowOf));
}

/** Shows why nothing could be decided. */
export function showFault(error: unknown): void {
  say('fault', AiError.is(error) ? error.message : 'the rails could not be set up');
  for (const id of ['found', 'released', 'findings']) element(id).replaceChildren();
}

function say(action: string, text: string): void {
  const decision = element('decision');
  decision.dataset['action'] = action;
  decision.textContent = text;
}

function pieceOf(text: string, findings: readonly Finding[]): Node {
  const [first] = findings;
  if (first === undefined) return document.createTextNode(text);
  const mark = document.createElement('mark');
  mark.className = first.rail;
  mark.title = findings.map(({ rail, rule, label }) => `${label} (${rail}/${rule})`).join(', ');
  mark.textContent = text;
  return mark;
}

function rowOf({ label, rail, rule, start, end, score }: Finding): HTMLTableRowElement {
  const row = document.createElement('tr');
  for (const text of [label, `${rail}/${rule}`, String(start), String(end), score.toFixed(2)]) {
    const cell = document.createElement('td');
    cell.textContent = text;
    row.append(cell);
  }
  return row;
}

/** @throws TypeError when the page lacks the element */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`the page has no element #${id}`);
  return found;
}
