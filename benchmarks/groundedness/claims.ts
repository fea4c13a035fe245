import { checkGrounding } from '../../packages/ai-guardrails/src/index.ts';

/** A labelled claim with its source. */
export interface Claim {
  readonly source: string;
  readonly claim: string;
  readonly label: 'supported' | 'unsupported';
  readonly dataset: string;
}

/** A row of `{source, claim, label, dataset}`; undefined for other rows. */
export function readClaim(row: unknown): Claim | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { source, claim, label, dataset = 'all' } = row as Readonly<Record<string, unknown>>;
  if (typeof source !== 'string' || typeof claim !== 'string' || source.trim() === '') return undefined;
  if (label !== 'supported' && label !== 'unsupported') return undefined;
  return { source, claim, label, dataset: typeof dataset === 'string' ? dataset : 'all' };
}

/**
 * The score of the sentence that is supported least: an answer is supported when each of its sentences is. Sentences
 * that claim nothing count only where there is no other, since a source does not support them.
 */
export async function scoreOf({ claim, source }: Pick<Claim, 'claim' | 'source'>): Promise<number> {
  const verdicts = await checkGrounding(claim, [{ text: source }]);
  const claims = verdicts.filter(({ status }) => status !== 'not-checkable');
  return (claims.length === 0 ? verdicts : claims).reduce((least, { score }) => Math.min(least, score), 1);
}
