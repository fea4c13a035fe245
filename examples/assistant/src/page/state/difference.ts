import type { AnswerState } from './answer-state.ts';
import type { PageState, ReadableDocuments } from './state.ts';

/** How what two principals may read differs, in numbers: the names of what one of them may not read are nobody's business. */
export interface ReadableDifference {
  readonly more: number;
  readonly fewer: number;
}

/** Compares what may be read after a switch with what could be read before. */
export function compareReadable(now: ReadableDocuments, before: ReadableDocuments): ReadableDifference {
  const here = new Set(now.map(({ id }) => id));
  const there = new Set(before.map(({ id }) => id));
  return {
    more: now.filter(({ id }) => !there.has(id)).length,
    fewer: before.filter(({ id }) => !here.has(id)).length,
  };
}

/** The principal's tenant, when it is known. */
export function tenantOf({ status }: PageState, as: string): string | undefined {
  return status?.principals.find(({ id }) => id === as)?.tenant;
}

/** Says in one sentence how two finished answers to one question differ. */
export function compareAnswers(first: AnswerState, second: AnswerState): string | undefined {
  const [a, b] = [first.answer, second.answer];
  if (a === undefined || b === undefined) return undefined;
  const readable = [a, b].map((answer) => answer.plan?.readableDocuments ?? 0);
  const ground = `${first.as} reads ${readable[0] ?? 0} documents, ${second.as} ${readable[1] ?? 0}.`;
  if (a.isAnswered !== b.isAnswered) {
    const [answered, other] = a.isAnswered ? [first, second] : [second, first];
    return `Answered for ${answered.as}, not in the documents that ${other.as} may read. ${ground}`;
  }
  if (!a.isAnswered) return `Not in the documents for either. ${ground}`;
  if (a.text === b.text) return `The same answer for both. ${ground}`;
  return `Two different answers, each from what its reader may read. ${ground}`;
}
