#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createContext, type JsonValue } from '@org/ai-core';
import { foldText, ndcg } from '@org/ai-evaluators';
import type { FolderIndex, RetrievedPassage, SearchMode } from '@org/ai-retrieval';
import { mean, pairedBootstrap, pairedPermutation } from '@org/ai-stats';
import { openAssistant } from '../src/assistant/open-assistant.ts';
import { createProgress } from '../src/cli/progress.ts';
import { checkout, demoCorpus } from '../src/corpus/sources.ts';
import { stateFolder } from '../src/corpus/state-folder.ts';
import { demoPrincipal } from '../src/principals/demo-principals.ts';
import { readDocuments } from './read-documents.ts';
import { readQuestions } from './read-questions.ts';
import type { Question } from './question.ts';
import { codeDigest, corpusDigest } from './subject.ts';

// Which way of ranking finds the answers of our own development questions best: words, meaning, or both fused?
// `node --conditions=@org/source examples/assistant/eval/compare-search-modes.ts` from the root; the held-out half is not read.

type Findable = Extract<Question, { readonly facts: unknown }>;

const modes = ['lexical', 'dense', 'hybrid'] as const satisfies readonly SearchMode[];
const limit = 10;
const resultFile = join(checkout, 'benchmarks', 'results', 'search-modes.json');
const signal = new AbortController().signal;
const round = (value: number): number => Number(value.toFixed(4));

/** Scores of a ranking, each 0 to 1: documents by nDCG, and whether the first passages hold every fact. */
const metrics: Readonly<Record<string, (question: Findable, found: readonly RetrievedPassage[]) => number>> = {
  'ndcg@10': documentNdcg,
  'answer-found@1': (question, found) => holdsFacts(question, found.slice(0, 1)),
  'answer-found@5': (question, found) => holdsFacts(question, found.slice(0, 5)),
  'answer-found@10': holdsFacts,
};

function documentNdcg(question: Findable, found: readonly RetrievedPassage[]): number {
  const scorer = ndcg<readonly RetrievedPassage[], Findable>({
    k: limit,
    ranking: (passages) => passages.map(({ document }) => document),
    // Any of the named documents answers: the first of them to be found is what counts.
    grades: ({ documents }) => ({ [found.find(({ document }) => documents.includes(document))?.document ?? '']: 1 }),
  });
  const trial = { case: { id: question.id, input: undefined, expected: question }, output: found };
  const score = scorer.score(trial as Parameters<typeof scorer.score>[0]);
  if (score instanceof Promise || score.kind !== 'value') throw new TypeError('nDCG gives a value at once');
  return score.value;
}

function holdsFacts({ documents, facts }: Findable, found: readonly RetrievedPassage[]): number {
  const texts = found.filter(({ document }) => documents.includes(document)).map(({ text }) => foldText(text));
  return facts.every((forms) => forms.some((form) => texts.some((text) => text.includes(foldText(form))))) ? 1 : 0;
}

async function rank(
  index: FolderIndex,
  questions: readonly Findable[],
  mode: SearchMode,
): Promise<RetrievedPassage[][]> {
  const rankings: RetrievedPassage[][] = [];
  for (const { as, question } of questions) {
    const context = createContext({ principal: demoPrincipal(as), signal, feature: 'compare-search-modes' });
    const { passages } = await index.search({ query: question, mode, limit }, context);
    rankings.push([...passages]);
  }
  return rankings;
}

const dataset = await readQuestions(['dev']);
const questions = dataset.cases.map((row) => row.expected).filter((row): row is Findable => 'facts' in row);
const corpus = await demoCorpus();
const state = await stateFolder(corpus, undefined);
const progress = createProgress(process.stderr);
const assistant = await openAssistant({ corpus, state, env: {}, progress, signal });

const scores = new Map<string, readonly number[]>();
try {
  for (const mode of modes) {
    const rankings = await rank(assistant.index, questions, mode);
    for (const [metric, score] of Object.entries(metrics)) {
      scores.set(
        `${mode} ${metric}`,
        questions.map((question, at) => score(question, rankings[at] ?? [])),
      );
    }
  }
} finally {
  await assistant[Symbol.asyncDispose]();
}

const scoresOf = (mode: SearchMode, metric: string): readonly number[] => scores.get(`${mode} ${metric}`) ?? [];
const names = Object.keys(metrics);
const means = modes.map((mode): [string, JsonValue] => [
  mode,
  Object.fromEntries(names.map((metric) => [metric, round(mean(scoresOf(mode, metric)))])),
]);
const pairs = [
  ['hybrid', 'lexical'],
  ['hybrid', 'dense'],
  ['lexical', 'dense'],
] as const;
const comparisons = pairs.flatMap(([candidate, baseline]) =>
  names.map((metric) => {
    const paired = { baseline: scoresOf(baseline, metric), candidate: scoresOf(candidate, metric) };
    const { estimate, pValue, method } = pairedPermutation(paired, { seed: 1 });
    const { low, high } = pairedBootstrap(paired, { seed: 1 });
    return {
      metric,
      candidate,
      baseline,
      difference: round(estimate),
      interval: [round(low), round(high)],
      pValue: round(pValue),
      test: method,
    };
  }),
);
const result: JsonValue = {
  name: 'search-modes',
  command: 'node --conditions=@org/source examples/assistant/eval/compare-search-modes.ts',
  questions: questions.length,
  half: 'dev',
  dataset: dataset.digest,
  corpus: await corpusDigest((await readDocuments(signal)).values()),
  code: await codeDigest(),
  node: process.version,
  means: Object.fromEntries(means),
  comparisons,
};
await writeFile(resultFile, `${JSON.stringify(result, null, 2)}\n`);
process.stdout.write(`${JSON.stringify({ means: result['means'], comparisons }, null, 1)}\n`);
