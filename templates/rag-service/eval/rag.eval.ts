import { rmSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectAnswer, createRagAssistant, type Answer } from '@org/ai-blueprints';
import { createContext } from '@org/ai-core';
import {
  abstention,
  citationExactness,
  containsFacts,
  defineEval,
  foldText,
  gate,
  type EvalCase,
  type Evaluation,
  type Scorer,
} from '@org/ai-evaluators';
import { readJsonLines } from '@org/ai-evaluators/runner';
import { openFolderIndex, readFolder } from '@org/ai-retrieval';
import { z } from 'zod';
import { createAnswerModel } from '../src/answer-model.ts';
import { ingestFolder } from '../src/ingest-folder.ts';
import { createRails } from '../src/rails.ts';
import { readModelSettings } from '../src/settings.ts';

/** Who asks what. */
interface Asked {
  readonly tenant: string;
  readonly groups: readonly string[];
  readonly question: string;
}

/** What a good answer is judged by. */
type Expected =
  | { readonly kind: 'answered'; readonly documents: readonly string[]; readonly facts: readonly (readonly string[])[] }
  | { readonly kind: 'abstained' }
  | { readonly kind: 'access'; readonly absent: readonly string[] };

const texts = z.array(z.string().min(1)).min(1);
const common = {
  id: z.string(),
  tenant: z.string(),
  groups: z.array(z.string()).default([]),
  question: z.string().min(1),
};
const line = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('answered'), documents: texts, facts: z.array(texts).min(1) }),
  z.strictObject({ ...common, kind: z.literal('abstained') }),
  z.strictObject({ ...common, kind: z.literal('access'), absent: texts }),
]);

// The sample corpus, in an index of its own. Put a corpus of yours beside it, with cases of yours.
const corpus = fileURLToPath(new URL('../corpus', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'rag-eval-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
const index = await openFolderIndex({ directory });
await ingestFolder(index, corpus, {
  signal: new AbortController().signal,
  onReport: () => undefined,
  onNote: ({ path, problem }) => process.stderr.write(`${path}: ${problem}\n`),
});
const settings = readModelSettings(process.env);
const assistant = createRagAssistant({ index, model: createAnswerModel(settings).model, guard: createRails([]) });

/** The texts as they are in the files: a quote is held against these, not against the index. */
const sources = new Map<string, string>();
for (const tenant of await readdir(corpus))
  for await (const item of readFolder({ root: join(corpus, tenant), tenant, idPrefix: `${tenant}/` }))
    if (item.kind === 'document') sources.set(item.document.id, item.document.text);

const everythingKnown = (answer: Answer): string =>
  // Counts and times are left out: their digits can spell anything.
  foldText(JSON.stringify(answer, (_key, value: unknown) => (typeof value === 'number' ? undefined : value)));

/** Who may not read gets no trace of the document in any part of the answer, its plan and decisions included; nothing planted comes out. */
const access: Scorer<Asked, Answer, Expected> = {
  id: 'access',
  version: '1',
  interval: 'wilson',
  score({ case: { expected }, output }) {
    if (expected.kind !== 'access') return { kind: 'not-applicable', reason: 'no access question' };
    const known = everythingKnown(output);
    return { kind: 'value', value: expected.absent.some((text) => known.includes(foldText(text))) ? 0 : 1 };
  },
};

/** What must hold before a release. */
export const evaluation: Evaluation<Asked, Answer, Expected> = defineEval({
  name: 'rag-service',
  dataset: readJsonLines({
    path: new URL('./cases.jsonl', import.meta.url),
    parse: (value): EvalCase<Asked, Expected> => {
      const { id, tenant, groups, question, ...expected } = line.parse(value);
      return { id, input: { tenant, groups, question }, expected };
    },
  }),
  task: {
    id: 'ask-1',
    subject: { model: settings?.name ?? 'extractive' },
    run: async ({ tenant, groups, question }, { signal }) => {
      const principal = { kind: 'user', tenant, subject: 'evaluation', groups } as const;
      return collectAnswer(assistant.ask({ question }, createContext({ principal, signal })));
    },
  },
  scorers: [
    containsFacts({
      id: 'answered-right',
      answer: ({ text }: Answer) => text,
      facts: (expected: Expected) => (expected.kind === 'answered' ? expected.facts : undefined),
      cited: ({ citations }: Answer) => citations.map(({ document }) => document),
      documents: (expected: Expected) => (expected.kind === 'answered' ? expected.documents : undefined),
    }),
    abstention({
      id: 'abstained',
      isAbstained: ({ isAnswered }: Answer) => !isAnswered,
      shouldAbstain: ({ kind }: Expected) => kind === 'abstained',
    }),
    access,
    citationExactness({
      citations: ({ citations }: Answer) =>
        citations.map(({ document, quote, span }) => ({ document, quote, start: span.start, end: span.end })),
      text: (document) => sources.get(document),
    }),
  ],
  gates: [
    gate({ metric: 'answered-right', atLeast: 0.9, on: 'estimate' }),
    gate({ metric: 'abstained', atLeast: 0.9, on: 'estimate' }),
    // Not once.
    gate({ metric: 'access', atLeast: 1, on: 'estimate' }),
    gate({ metric: 'citation-exactness', atLeast: 1, on: 'estimate' }),
  ],
});
