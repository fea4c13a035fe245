import { AiError, canonicalJson, digestJson, type JsonValue } from '@org/ai-core';
import { acquireLock, openJournal, type FileSystem, type Journal } from '@org/ai-storage';
import type { Dataset } from '../dataset/dataset.ts';
import type { EvaluationFacts } from '../report/create-report.ts';
import type { CaseOutcome } from '../report/outcome.ts';

/** The finished cases of a run, on disk, held by one process. */
export interface RunJournal extends AsyncDisposable {
  readonly recovered: readonly CaseOutcome[];
  /** Fires when another process has taken the journal over. */
  readonly lost: AbortSignal;
  /** Resolves once the outcome survives a power cut. */
  append(outcome: CaseOutcome): Promise<void>;
}

/** Which journal, and the run that it must belong to. */
export interface RunJournalOptions {
  readonly fileSystem: FileSystem;
  readonly path: string;
  readonly signal: AbortSignal | undefined;
  readonly evaluation: Pick<EvaluationFacts, 'name' | 'task' | 'scorers'>;
  readonly dataset: Pick<Dataset<unknown, unknown>, 'digest'>;
  readonly keepsText: boolean;
}

const format = 'ai-eval-journal/1';

/**
 * Opens the journal of a run and reads what is finished.
 *
 * @throws AiError `conflict` when it belongs to another configuration, naming what differs, or when another process has it open
 */
export async function openRunJournal(options: RunJournalOptions): Promise<RunJournal> {
  const { fileSystem, path, signal } = options;
  const lock = await acquireLock({ fileSystem, path: `${path}.lock`, signal });
  try {
    const journal = await openJournal({ fileSystem, path, signal });
    try {
      const recovered = await readOutcomes(journal, path, await configurationOf(options));
      return {
        recovered,
        lost: lock.lost,
        append: (outcome) => journal.append({ kind: 'case', outcome: outcome as unknown as JsonValue }),
        async [Symbol.asyncDispose]() {
          try {
            await journal.close();
          } finally {
            await lock.release();
          }
        },
      };
    } catch (error) {
      await journal.close();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What must be the same for scores of two runs to stand in one report; one entry for each thing that a message can name. */
async function configurationOf(options: RunJournalOptions): Promise<Readonly<Record<string, string>>> {
  const { evaluation, dataset, keepsText } = options;
  const scorers = evaluation.scorers.map(({ id, version }) => ({ id, version }));
  return {
    name: evaluation.name,
    dataset: dataset.digest,
    'task id': evaluation.task.id,
    'task subject': await digestJson(evaluation.task.subject ?? {}),
    scorers: await digestJson(scorers),
    text: keepsText ? 'kept' : 'not kept',
  };
}

async function readOutcomes(
  journal: Journal,
  path: string,
  configuration: Readonly<Record<string, string>>,
): Promise<readonly CaseOutcome[]> {
  const outcomes: CaseOutcome[] = [];
  let isFirst = true;
  for await (const record of journal.records()) {
    if (isFirst) checkConfiguration(record as unknown as JournalRecord, path, configuration);
    else outcomes.push((record as unknown as Extract<JournalRecord, { kind: 'case' }>).outcome);
    isFirst = false;
  }
  if (isFirst) await journal.append({ kind: 'run', format, configuration });
  return outcomes;
}

/** Records are trusted beyond their checksum: only this file writes them. */
type JournalRecord =
  | { readonly kind: 'run'; readonly format: string; readonly configuration: Readonly<Record<string, string>> }
  | { readonly kind: 'case'; readonly outcome: CaseOutcome };

function checkConfiguration(
  record: JournalRecord,
  path: string,
  configuration: Readonly<Record<string, string>>,
): void {
  if (record.kind !== 'run' || record.format !== format)
    throw new AiError('conflict', `${path} is not the journal of an evaluation; give another journal path`);
  if (canonicalJson(record.configuration) === canonicalJson(configuration)) return;
  const differing = Object.keys(configuration).filter((key) => record.configuration[key] !== configuration[key]);
  const list = differing.map(
    (key) => `${key} (${record.configuration[key] ?? 'none'}, now ${configuration[key] ?? 'none'})`,
  );
  throw new AiError(
    'conflict',
    `${path} belongs to another configuration: it differs in ${list.join(', ')}. Give another journal path, or remove the file to begin again`,
    { details: { differing } },
  );
}
