import { expect, it } from 'vitest';
import { explainDecisions } from './explain-decisions.ts';

it('counts withheld sentences by their reason and names what rails found', () => {
  const finding = { rail: 'egress', rule: 'link', label: 'LINK', score: 1, start: 0, end: 4 };
  const sentence = { step: 'verify', subject: 'sentence', action: 'withhold', findings: [] } as const;
  expect(
    explainDecisions([
      { step: 'input', subject: 'question', action: 'allow', findings: [] },
      {
        step: 'screen',
        subject: 'passage',
        number: 3,
        document: 'a.md',
        action: 'redact',
        findings: [finding, finding],
      },
      { step: 'screen', subject: 'passage', number: 4, action: 'block', reason: 'too much', findings: [finding] },
      { ...sentence, number: 1, reason: 'not-supported' },
      { ...sentence, number: 2, reason: 'no-citation' },
      { ...sentence, number: 3, reason: 'not-supported' },
      { step: 'generate', subject: 'answer', action: 'stop', reason: 'maxAnswerLength', findings: [] },
    ]).map(({ action, subject, words }) => [action, subject, words]),
  ).toEqual([
    ['allow', 'Question', 'nothing found'],
    ['redact', 'Passage 3 of a.md', 'replaced LINK (egress) × 2'],
    ['block', 'Passage 4', 'too much; found LINK (egress)'],
    ['stop', 'Model output', 'a limit was reached (maxAnswerLength)'],
    ['withhold', '2 sentences', 'not supported by the passage that it cites'],
    ['withhold', '1 sentence', 'named no source'],
  ]);
});
