// an assistant that answers from documents
export {
  createRagAssistant,
  type RagAssistant,
  type RagAssistantOptions,
  type RagQuestion,
} from './rag-assistant/rag-assistant.ts';
export { collectAnswer } from './rag-assistant/collect-answer.ts';

// what comes out
export type {
  Answer,
  AnswerCitation,
  AnswerDecision,
  AnswerEvent,
  AnswerStep,
  StepTiming,
  WithholdReason,
} from './rag-assistant/answer.ts';
export { notInDocuments } from './rag-assistant/prompt.ts';
export { questionBlocked } from './rag-assistant/answer-question.ts';
export { leastCoverage, untrustedMark } from '@org/ai-guardrails';

// what goes in
export type { RagIndex, ReadableDocument, TitledPassage } from './rag-assistant/rag-index.ts';
export type { RagLimits } from './rag-assistant/limits.ts';
