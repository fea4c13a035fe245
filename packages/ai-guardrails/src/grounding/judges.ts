import { AiError, type CallContext, type EntailmentModel, type RerankModel } from '@org/ai-core';
import type { Alignment } from './alignment.ts';
import type { Sources } from './sources.ts';

/** Models that add to the lexical check. */
export interface GroundingModels {
  /** Says whether the nearest places entail a sentence. Numbers and names that no passage holds stay unsupported whatever it says. @defaultValue none */
  readonly entailment?: EntailmentModel | undefined;
  /** Picks the places that a sentence is held against, out of those that share words with it. @defaultValue by shared words */
  readonly reranker?: RerankModel | undefined;
}

/** Places that a reranker chooses from, and those that are judged. */
export const CANDIDATES = 24;
const JUDGED = 3;

/** The places that the reranker holds nearest. */
export async function rerankPlaces(
  claim: string,
  alignments: readonly Alignment[],
  sources: Sources,
  reranker: RerankModel,
  context: CallContext,
): Promise<readonly Alignment[]> {
  if (alignments.length < 2) return alignments;
  const documents = alignments.map((alignment) => textAt(alignment, sources));
  const { ranking } = await reranker.rerank({ query: claim, documents, limit: JUDGED }, context);
  const chosen = ranking.slice(0, JUDGED).map(({ index }) => alignments[index]);
  if (chosen.some((alignment) => alignment === undefined)) {
    throw new AiError('protocol', `reranker "${reranker.id}" named a document that it was not given`);
  }
  return chosen.filter((alignment) => alignment !== undefined);
}

/** The place that entails a claim most, with the model's scores. */
export async function entailedAt(
  claim: string,
  alignments: readonly Alignment[],
  sources: Sources,
  entailment: EntailmentModel,
  context: CallContext,
): Promise<{ readonly alignment: Alignment; readonly entailed: number; readonly contradicted: number } | undefined> {
  const judged = alignments.slice(0, JUDGED);
  if (judged.length === 0) return undefined;
  const pairs = judged.map((alignment) => ({ premise: textAt(alignment, sources), hypothesis: claim }));
  const { scores } = await entailment.entail({ pairs }, context);
  const isSound = ({ entailed, contradicted }: { entailed: number; contradicted: number }): boolean =>
    [entailed, contradicted].every((score) => score >= 0 && score <= 1);
  if (scores.length !== pairs.length || !scores.every(isSound)) {
    throw new AiError('protocol', `entailment model "${entailment.id}" did not score each pair from 0 to 1`);
  }
  const found = judged.map((alignment, index) => ({
    alignment,
    entailed: scores[index]?.entailed ?? 0,
    contradicted: scores[index]?.contradicted ?? 0,
  }));
  return found.reduce((best, each) =>
    each.entailed - each.contradicted > best.entailed - best.contradicted ? each : best,
  );
}

function textAt({ from, to }: Alignment, { passages }: Sources): string {
  return passages[from.passage]?.text.slice(from.start, to.end) ?? '';
}
