import { checkChunkBudget, defaultChunkBudget, type ChunkBudget } from '../chunk/chunk-budget.ts';
import type { Analyser } from './analyser.ts';
import { languages, openAnalyser, type Language } from './language.ts';

/** How texts become what is indexed: the chunks that they are cut into, and the terms of these. */
export interface TextAnalysis extends Analyser {
  readonly chunkBudget: ChunkBudget;
}

/** The analyses of an index: each tenant's texts and queries go through the one that its segments were written with. */
export interface AnalyserSource {
  /** The one that reads what was written with a version. @throws AiError `unsupported` when its language is not installed */
  reading(version: string): Promise<TextAnalysis>;
  /** The one to write with: what was asked for, or else as what is there already was written. */
  writing(version: string | undefined): Promise<TextAnalysis>;
}

/** What an application asks for. */
export interface AnalysisOptions {
  readonly language?: Language | undefined;
  readonly chunking?: ChunkBudget | undefined;
}

/**
 * Makes a source; without a language new tenants are English.
 *
 * @throws AiError `invalid-input`, `unsupported` when the language is not installed
 */
export async function createAnalyserSource({ language, chunking }: AnalysisOptions): Promise<AnalyserSource> {
  if (language !== undefined) await openAnalyser(language);
  if (chunking !== undefined) checkChunkBudget(chunking);
  return {
    reading: async (version) => withBudget(await openAnalyser(languageOf(version)), budgetOf(version)),
    writing: async (version) =>
      withBudget(
        await openAnalyser(language ?? (version === undefined ? 'en' : languageOf(version))),
        chunking ?? budgetOf(version ?? ''),
      ),
  };
}

/** Versions begin with the code of their language; the first was written out. */
function languageOf(version: string): Language {
  return languages.find((language) => version.startsWith(`${language}-`)) ?? 'en';
}

const budgetSuffix = / chunks-(\d{1,5})-(\d{1,5})$/;

/** Versions end with the length of the chunks, unless it is the usual one. */
function budgetOf(version: string): ChunkBudget {
  const found = budgetSuffix.exec(version);
  return found === null ? defaultChunkBudget : { maxTokens: Number(found[1]), minTokens: Number(found[2]) };
}

function withBudget(analyser: Analyser, chunkBudget: ChunkBudget): TextAnalysis {
  const { maxTokens, minTokens } = chunkBudget;
  const isUsual = maxTokens === defaultChunkBudget.maxTokens && minTokens === defaultChunkBudget.minTokens;
  const version = isUsual ? analyser.version : `${analyser.version} chunks-${String(maxTokens)}-${String(minTokens)}`;
  return { ...analyser, version, chunkBudget };
}
