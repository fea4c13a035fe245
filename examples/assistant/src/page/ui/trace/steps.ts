import type { JsonValue } from '@org/ai-core';
import { formatAmount, formatCount } from '../../format/format.ts';
import type { StepEvent } from '../../state/answer-state.ts';

/** Names of the steps for people. */
export const stepNames: Readonly<Record<StepEvent['step'], string>> = {
  input: 'Check question',
  retrieve: 'Search',
  screen: 'Screen passages',
  generate: 'Answer',
  verify: 'Verify citations',
};

/** Says in a line what a step did. */
export function describeStep({ step, detail }: StepEvent): string {
  const count = (key: string): number => numberOf(detail[key]);
  const word = (key: string): string => (typeof detail[key] === 'string' ? detail[key] : 'unknown');
  switch (step) {
    case 'input':
      return `${formatAmount(count('findings'), 'finding')}, decision: ${word('action')}`;
    case 'retrieve':
      return `${word('mode')}: ${formatCount(count('candidates'))} of ${formatAmount(count('readableChunks'), 'passage')} ranked, ${formatCount(count('passages'))} taken`;
    case 'screen':
      return `${formatCount(count('kept'))} kept, ${formatCount(count('dropped'))} dropped, ${formatCount(count('untrusted'))} untrusted`;
    case 'generate':
      return `${formatCount(count('inputTokens'))} tokens read, ${formatCount(count('outputTokens'))} written, end: ${word('finishReason')}`;
    case 'verify':
      return `${formatCount(count('released'))} of ${formatAmount(count('sentences'), 'sentence')} released, ${formatCount(count('withheld'))} withheld, ${formatAmount(count('citations'), 'citation')}`;
  }
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
