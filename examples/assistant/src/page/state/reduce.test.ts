import type { Answer } from '@org/ai-blueprints';
import { describe, expect, it } from 'vitest';
import { isIncomplete } from './answer-state.ts';
import { compareAnswers, compareReadable } from './difference.ts';
import { reduce, type Action } from './reduce.ts';
import { initialState, streamingAnswer, type PageState } from './state.ts';

const run = (...actions: readonly Action[]): PageState => actions.reduce(reduce, initialState);
const asked = (turn: number, answer: number, as: string): Action => ({
  type: 'asked',
  turn,
  question: 'Q?',
  answer,
  as,
});
const finished = (text: string, isAnswered: boolean): Answer =>
  ({ text, isAnswered, citations: [], plan: undefined }) as unknown as Answer;
const cut = { code: 'upstream', message: 'cut', isRetryable: true, isReleased: true };

describe('answers', () => {
  it('puts the same question of another principal beside the first, and replaces the own one', () => {
    const state = run(asked(1, 1, 'engineer'), asked(1, 2, 'finance'), asked(1, 3, 'engineer'), asked(2, 4, 'finance'));
    expect(state.turns.map(({ id, answers }) => [id, answers.map((answer) => answer.id)])).toEqual([
      [2, [4]],
      [1, [3, 2]],
    ]);
    expect(streamingAnswer(state)?.id).toBe(4);
  });

  it('takes the whole text from the finish', () => {
    const state = run(
      asked(1, 1, 'engineer'),
      { type: 'line', answer: 1, line: { type: 'text-delta', text: 'One. ' } },
      { type: 'line', answer: 1, line: { type: 'finish', answer: finished('One.', true) } },
    );
    expect(state.turns[0]?.answers[0]).toMatchObject({ phase: 'finished', text: 'One.' });
    expect(streamingAnswer(state)).toBeUndefined();
  });

  it('calls text incomplete that was shown before a failure or a stop', () => {
    const text: Action = { type: 'line', answer: 1, line: { type: 'text-delta', text: 'One. ' } };
    const states = [
      run(asked(1, 1, 'engineer'), text, { type: 'failed', answer: 1, error: cut }),
      run(asked(1, 1, 'engineer'), text, { type: 'stopped', answer: 1 }),
      run(asked(1, 1, 'engineer'), { type: 'failed', answer: 1, error: { ...cut, isReleased: false } }),
    ];
    expect(states.map((state) => isIncomplete(state.turns[0]!.answers[0]!))).toEqual([true, true, false]);
  });
});

it('drops a document that arrives after the panel went on', () => {
  const panel = { kind: 'documents', as: 'engineer' } as const;
  const loaded = { id: 'a', title: 'A', digest: '', mediaType: '', text: '', trust: 'trusted', headings: [] } as const;
  const state = run({ type: 'panel-opened', panel }, { type: 'document-loaded', document: 'a', loaded });
  expect(state.panel).toEqual(panel);
});

it('compares what two principals read and were told', () => {
  const documents = (...ids: readonly string[]) => ids.map((id) => ({ id, title: id, trust: 'trusted' as const }));
  expect(compareReadable(documents('a', 'c', 'd'), documents('a', 'b'))).toEqual({ more: 2, fewer: 1 });
  const state = run(
    asked(1, 1, 'owner'),
    asked(1, 2, 'outsider'),
    { type: 'line', answer: 1, line: { type: 'finish', answer: finished('Yes.', true) } },
    { type: 'line', answer: 2, line: { type: 'finish', answer: finished('No.', false) } },
  );
  const [first, second] = state.turns[0]!.answers;
  expect(compareAnswers(second!, first!)).toMatch(/^Answered for owner, not in the documents that outsider may read/);
});
