import { gate, type Gate } from '@org/ai-evaluators';

/** What decides about a release. Not right yet: the check says which systems pass that must not. */
export const gates: readonly Gate[] = [gate({ metric: 'answered-right', atLeast: 0.9, on: 'estimate' })];
