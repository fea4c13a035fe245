import type { Answer } from '@org/ai-blueprints';
import { formatAmount, formatCount } from '../../format/format.ts';

type AnswerDecision = Answer['decisions'][number];

/** A decision, or several of a kind, in words. */
export interface ExplainedDecision {
  readonly action: AnswerDecision['action'];
  readonly subject: string;
  readonly words: string;
}

const withheld: Readonly<Record<string, string>> = {
  'no-citation': 'named no source',
  'unknown-citation': 'named a source that was not among the passages',
  'not-supported': 'not supported by the passage that it cites',
  'not-quotable': 'the passage cannot be quoted exactly',
  repeated: 'said again what had been said',
};

/** Puts decisions into words; withheld sentences of one reason are one entry with their number. */
export function explainDecisions(decisions: readonly AnswerDecision[]): readonly ExplainedDecision[] {
  const explained: ExplainedDecision[] = [];
  const counts = new Map<string, number>();
  for (const decision of decisions) {
    const { action, reason = '' } = decision;
    if (action === 'withhold') counts.set(reason, (counts.get(reason) ?? 0) + 1);
    else explained.push({ action, subject: subjectOf(decision), words: wordsOf(decision) });
  }
  for (const [reason, count] of counts) {
    explained.push({ action: 'withhold', subject: formatAmount(count, 'sentence'), words: withheld[reason] ?? reason });
  }
  return explained;
}

function subjectOf({ subject, number, document }: AnswerDecision): string {
  const name = { question: 'Question', passage: 'Passage', answer: 'Model output', sentence: 'Sentence' }[subject];
  return [
    name,
    number === undefined ? undefined : String(number),
    document === undefined ? undefined : `of ${document}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

function wordsOf({ action, reason, findings }: AnswerDecision): string {
  const labels = new Map<string, number>();
  for (const { rail, label } of findings) labels.set(`${label} (${rail})`, (labels.get(`${label} (${rail})`) ?? 0) + 1);
  const found = [...labels]
    .map(([label, count]) => (count === 1 ? label : `${label} × ${formatCount(count)}`))
    .join(', ');
  if (action === 'stop') return `a limit was reached (${reason ?? 'unknown'})`;
  if (found !== '' && reason !== undefined) return `${reason}; found ${found}`;
  if (found !== '') return `${action === 'redact' ? 'replaced' : 'found'} ${found}`;
  return reason ?? 'nothing found';
}
