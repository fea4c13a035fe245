// who is calling
export type { CallContext, Principal, PrincipalResolver } from './contracts/caller.ts';
export { createServicePrincipal, type ServicePrincipalOptions } from './principal/service-principal.ts';
export { createPrincipalResolver } from './principal/principal-resolver.ts';
export { checkPrincipal, principalKey } from './principal/principal.ts';
export { isIdentifier } from './principal/identifier.ts';
export { isAllowed, parseAclEntry, type AclEntry } from './principal/acl.ts';
export { parseAttributeCondition } from './principal/attribute-condition.ts';
export { explainAccess, type AccessExplanation } from './principal/explain-access.ts';
export {
  contextSignal,
  createContext,
  remainingMs,
  throwIfDone,
  type ContextOptions,
  type ContextSignal,
} from './context/context.ts';

// text and messages
export type { JsonValue, Origin, SourceRef, TextSpan } from './contracts/text.ts';
export type { DataPart, Message, Part, PartBase } from './contracts/messages.ts';

// chat models
export type {
  ChatEvent,
  ChatMiddleware,
  ChatModel,
  ChatRequest,
  ChatResult,
  FinishReason,
  ModelInfo,
  OutputSchema,
  RouteTrace,
  StandardSchema,
  ToolSpec,
  Usage,
} from './contracts/chat-model.ts';
export { composeModel, type ModelLayers } from './chat/compose-model.ts';
export { collect } from './chat/collect.ts';
export { validateOutput } from './chat/validate-output.ts';
export { estimateTokens } from './chat/estimate-tokens.ts';

// other models
export type {
  EmbeddingBatch,
  EmbeddingModel,
  EntailmentModel,
  PriceTable,
  RerankModel,
  TextClassifier,
  TextTagger,
  TokenCounter,
} from './contracts/models.ts';

// documents and evidence
export type {
  Acl,
  AttributeCondition,
  Citation,
  Decision,
  Finding,
  GateVerdict,
  Interval,
  Passage,
  SourceDocument,
} from './contracts/evidence.ts';
export { canonicalJson } from './canonical-json/canonical-json.ts';
export { digestJson, sha256 } from './canonical-json/digest.ts';

// errors
export type { AiErrorCode } from './contracts/error-code.ts';
export { AiError, type AiErrorOptions } from './errors/ai-error.ts';
export { abortedError } from './errors/aborted.ts';

// ports
export type { Clock, CommandIo, CommandManifest, OperationName, OperationSpan, Telemetry } from './contracts/ports.ts';
export type { KeyValue, KeyValueEntry, KeyValueSetOptions } from './contracts/key-value.ts';
export { systemClock } from './clock/system-clock.ts';
export { createSteadyTime, type SteadyTime } from './clock/steady-time.ts';
export { noopTelemetry } from './telemetry/noop-telemetry.ts';
export { withOperation } from './telemetry/with-operation.ts';
