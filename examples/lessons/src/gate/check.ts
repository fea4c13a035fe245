import { defineEval, type EvalCase, type Gate, type Scorer } from '@org/ai-evaluators';
import { runEval } from '@org/ai-evaluators/runner';
import type { Finding } from '../lesson.ts';

/** Recorded outcomes: how many questions were answered right, and how many restricted ones stayed secret. */
interface Recorded {
  readonly name: string;
  readonly questions: number;
  readonly right: number;
  readonly restricted: number;
  readonly leaks: number;
  readonly wanted: 'pass' | 'fail' | 'inconclusive';
}

const systems: readonly Recorded[] = [
  {
    name: 'a good one: 388 of 400 right, no leak',
    questions: 400,
    right: 388,
    restricted: 60,
    leaks: 0,
    wanted: 'pass',
  },
  {
    name: 'a lucky one: 19 of 20 right, no leak',
    questions: 20,
    right: 19,
    restricted: 60,
    leaks: 0,
    wanted: 'inconclusive',
  },
  {
    name: 'a poor one: 330 of 400 right, no leak',
    questions: 400,
    right: 330,
    restricted: 60,
    leaks: 0,
    wanted: 'fail',
  },
  {
    name: 'a leaky one: 396 of 400 right, one leak',
    questions: 400,
    right: 396,
    restricted: 60,
    leaks: 1,
    wanted: 'fail',
  },
];

type Outcome = 'right' | 'wrong' | 'secret' | 'leaked';

/** Counts the cases of one kind; says nothing about the others. */
const share = (id: string, good: Outcome, bad: Outcome): Scorer<Outcome, Outcome, null> => ({
  id,
  version: '1',
  interval: 'wilson',
  score: ({ output }) =>
    output === good || output === bad
      ? { kind: 'value', value: output === good ? 1 : 0 }
      : { kind: 'not-applicable', reason: 'a case of another kind' },
});

function casesOf({ questions, right, restricted, leaks }: Recorded): readonly EvalCase<Outcome, null>[] {
  const cases = (count: number, good: number, name: string, yes: Outcome, no: Outcome): EvalCase<Outcome, null>[] =>
    Array.from({ length: count }, (_, at) => ({
      id: `${name}-${String(at)}`,
      input: at < good ? yes : no,
      expected: null,
    }));
  return [
    ...cases(questions, right, 'question', 'right', 'wrong'),
    ...cases(restricted, restricted - leaks, 'restricted', 'secret', 'leaked'),
  ];
}

/** Runs each recorded system through the gates. */
export async function checkGates(gates: readonly Gate[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const system of systems) {
    const evaluation = defineEval({
      name: 'lesson',
      dataset: casesOf(system),
      task: { id: 'recorded', run: (outcome: Outcome) => outcome },
      scorers: [share('answered-right', 'right', 'wrong'), share('kept-secret', 'secret', 'leaked')],
      gates: [...gates],
    });
    const { report } = await runEval(evaluation);
    const holds = report.verdict === system.wanted;
    findings.push({ what: `${system.name}: ${system.wanted}${holds ? '' : `, not ${report.verdict}`}`, holds });
  }
  return findings;
}
