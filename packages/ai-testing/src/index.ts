// time and callers
export { createFakeClock, type FakeClock } from './clock/fake-clock.ts';
export { createFakePrincipal } from './caller/fake-principal.ts';
export { testContext } from './caller/test-context.ts';

// models and telemetry
export {
  createFakeChatModel,
  type FakeCall,
  type FakeChatModel,
  type FakeChatModelOptions,
  type FakeScript,
  type FakeTurn,
} from './chat-model/fake-chat-model.ts';
export {
  createFakeEmbeddingModel,
  type FakeEmbeddingModel,
  type FakeEmbeddingOptions,
} from './embedding/fake-embedding-model.ts';
export {
  createRecordingTelemetry,
  type RecordedOperation,
  type RecordingTelemetry,
} from './telemetry/recording-telemetry.ts';

// an upstream that misbehaves
export {
  startFaultyUpstream,
  type FaultyUpstream,
  type FaultyUpstreamOptions,
  type UpstreamOutcome,
  type UpstreamRequest,
} from './upstream/faulty-upstream.ts';
export type { UpstreamAnswer, UpstreamBehaviour, UpstreamToolCall } from './upstream/behaviour.ts';
export { obeyInstructions } from './upstream/obeying-model.ts';
export { readPrompt, type PromptMessage } from './upstream/prompt.ts';

// contract suites, as data
export type { ContractCase } from './contracts/contract-case.ts';
export { chatModelContract, type ChatModelSubject } from './contracts/chat-model-contract.ts';
export { embeddingModelContract, type EmbeddingModelSubject } from './contracts/embedding-model-contract.ts';
export { telemetryContract, type TelemetrySubject } from './contracts/telemetry-contract.ts';
export { clockContract, type ClockSubject } from './contracts/clock-contract.ts';
export { priceTableContract, type PriceTableSubject } from './contracts/price-table-contract.ts';
