import { AiError, type Telemetry } from '@org/ai-core';
import { createRagAssistant, type RagAssistant, type RagAssistantOptions } from '@org/ai-blueprints';
import type { Guard } from '@org/ai-guardrails';
import { openFolderIndex, type FolderIndex } from '@org/ai-retrieval';
import { createTelemetry, createTelemetryLayer, type AiTelemetry } from '@org/ai-telemetry';
import type { Progress } from '../cli/progress.ts';
import { ingestCorpus, tellReport } from '../corpus/ingest-corpus.ts';
import type { Corpus } from '../corpus/sources.ts';
import type { StateFolder } from '../corpus/state-folder.ts';
import { tenantGroups } from '../principals/demo-principals.ts';
import { createAnswerModel, type AnswerModel } from './answer-model.ts';
import { createTenantEmbedding, type TenantEmbedding } from './embedding.ts';
import { createRails } from './rails.ts';

/** An assistant that is ready to answer. */
export interface OpenAssistant extends AsyncDisposable {
  readonly rag: RagAssistant;
  readonly index: FolderIndex;
  readonly answerModel: AnswerModel;
  readonly embedding: TenantEmbedding;
  readonly telemetry: AiTelemetry;
  readonly state: StateFolder;
}

/** What an assistant is opened with. */
export interface OpenOptions {
  readonly corpus: Corpus;
  readonly state: StateFolder;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** @defaultValue in-process metrics, no content, no exporter */
  readonly telemetry?: AiTelemetry | undefined;
  readonly limits?: RagAssistantOptions['limits'];
  /** Replaces the rails, for tests that prove what the rails are good for. */
  readonly guard?: Guard | undefined;
}

/**
 * Opens the index, brings it up to date and puts the assistant together.
 *
 * @throws AiError `invalid-input`, `not-found`, `forbidden`, `resource-exhausted`, `integrity`, `aborted`
 */
export async function openAssistant(options: OpenOptions): Promise<OpenAssistant> {
  const { corpus, state, progress, signal } = options;
  const answerModel = await createAnswerModel(options.env);
  const { priceTable } = answerModel;
  const telemetry = options.telemetry ?? createTelemetry({ tenants: Object.keys(tenantGroups), priceTable });
  const embedding = createTenantEmbedding(state.embedders);
  let opened: FolderIndex | undefined;
  const dispose = async (): Promise<void> => {
    await opened?.close();
    await Promise.all([embedding[Symbol.asyncDispose](), answerModel[Symbol.asyncDispose]()]);
  };
  try {
    const { index, isReadOnly } = await openIndex(state, embedding, telemetry);
    opened = index;
    if (isReadOnly) {
      progress.say(
        'The index folder cannot be written: documents are not read again, answers come from the last complete index.',
      );
    } else await tellReport(await ingestCorpus(index, corpus, { progress, signal }), progress, state.report);
    if (embedding.note !== undefined) progress.say(`Note: ${embedding.note}.`);
    const guard = options.guard ?? createRails(telemetry);
    const { model } = answerModel;
    const layers = { telemetry: createTelemetryLayer(telemetry) };
    const rag = createRagAssistant({ index, model, guard, telemetry, priceTable, layers, limits: options.limits });
    return { rag, index, answerModel, embedding, telemetry, state, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openIndex(
  state: StateFolder,
  embedding: TenantEmbedding,
  telemetry: Telemetry,
): Promise<{ readonly index: FolderIndex; readonly isReadOnly: boolean }> {
  const options = { directory: state.index, embedding, telemetry };
  try {
    return { index: await openFolderIndex(options), isReadOnly: false };
  } catch (error) {
    if (!AiError.is(error, 'forbidden')) throw error;
    try {
      return { index: await openFolderIndex({ ...options, isReadOnly: true }), isReadOnly: true };
    } catch (inner) {
      if (!AiError.is(inner, 'not-found')) throw inner;
      const message = `the index folder ${state.root} cannot be written and holds no index; make it writable or name another with --index`;
      throw new AiError('forbidden', message, { cause: error });
    }
  }
}
