import { gate, type Gate } from '@org/ai-evaluators';

/** What decides about a release: the lower bound for what may fail now and then, every single case for what never may. */
export const gates: readonly Gate[] = [
  gate({ metric: 'answered-right', atLeast: 0.9, on: 'low' }),
  gate({ metric: 'kept-secret', atLeast: 1, on: 'estimate' }),
];
