import { join } from 'node:path';
import { renderJson, renderTable } from '@org/ai-evaluators';
import { runEval, writeReports } from '@org/ai-evaluators/runner';
import { openAssistant } from '../src/assistant/open-assistant.ts';
import type { ProgramIo } from '../src/cli/run.ts';
import { createProgress } from '../src/cli/progress.ts';
import { checkout, demoCorpus } from '../src/corpus/sources.ts';
import { stateFolder } from '../src/corpus/state-folder.ts';
import { assistantEval } from './evaluation.ts';
import { helpText, parseOptions } from './options.ts';
import { readDocuments } from './read-documents.ts';
import { halves, readQuestions } from './read-questions.ts';
import { resumable } from './resumable.ts';
import { showFailures } from './show-failures.ts';
import { codeDigest, corpusDigest } from './subject.ts';

const exitCodes = { pass: 0, fail: 1, error: 2, inconclusive: 3 } as const;

/**
 * Runs the evaluation and returns its exit code.
 *
 * @throws AiError whatever stops it
 */
export async function run(argv: readonly string[], io: Omit<ProgramIo, 'folders'>): Promise<number> {
  const options = parseOptions(argv);
  if (options.isHelp) {
    io.stdout(helpText);
    return 0;
  }
  const { signal } = io;
  const progress = createProgress(io.stderr);
  const dataset = await readQuestions(options.halves);
  const documents = await readDocuments(signal);
  const corpus = await demoCorpus();
  const state = await stateFolder(corpus, undefined);
  const assistant = await openAssistant({ corpus, state, env: io.env, progress, signal });
  try {
    const evaluation = assistantEval({
      assistant,
      dataset,
      textOf: (document) => documents.get(document)?.text,
      subject: {
        model: assistant.answerModel.model.info.id,
        corpus: await corpusDigest(documents.values()),
        code: await codeDigest(),
      },
    });
    const part = options.halves.length === halves.length ? 'all' : options.halves.join('-');
    const directory = join(checkout, '.cache', 'assistant-eval', part);
    const journalPath = join(directory, options.shouldShowFailures ? 'run-with-text.journal' : 'run.journal');
    const result = await resumable(journalPath, () =>
      runEval(evaluation, {
        journalPath,
        signal,
        shouldKeepText: options.shouldShowFailures,
        onProgress: ({ done, total }) => progress.show('Asking', done, total),
      }),
    );
    progress.clear();
    const { report } = result;
    // Texts stay out of what is written: reports are passed around.
    if (options.shouldShowFailures) {
      const write = options.isJson ? (text: string) => io.stderr.write(text) : io.stdout;
      write(showFailures(report, dataset));
    } else await writeReports(result, { directory });
    io.stdout(options.isJson ? renderJson(report) : renderTable(report));
    return exitCodes[report.verdict];
  } finally {
    await assistant[Symbol.asyncDispose]();
  }
}
