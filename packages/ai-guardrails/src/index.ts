// the guard
export { createGuard, type Guard, type GuardOptions, type Release } from './guard/guard.ts';
export type { GuardStream } from './guard/guard-stream.ts';
export type { GuardDecision } from './guard/decision.ts';
export type { GuardAudit, GuardRecord } from './guard/audit.ts';
export type { GuardedTool, Tool, ToolCall, ToolOutcome, ToolResult } from './tool/guard-tool.ts';
export type { RailRun } from './screen/screen.ts';
export type { GuardPolicy } from './screen/mark.ts';

// values that come back in the answer
export { createVault, type Vault, type VaultOptions } from './vault/vault.ts';
export type { VaultSession } from './vault/vault-session.ts';
export type { VaultEntry } from './vault/vault-entries.ts';
export type { VaultForGuards } from './vault/vault-for-guards.ts';
export type { VaultKey, VaultSecret } from './vault/vault-key.ts';
export type { RestoreFormat, RestoreStream } from './vault/restore-stream.ts';

// rails of one's own
export type {
  Judge,
  JudgeRail,
  MatchAction,
  Rail,
  RailMatch,
  RailScope,
  ScanRail,
  Scanner,
  Stage,
  TextEdit,
  TextUnit,
} from './rail/rail.ts';
export type { ArrivedText, TextCursor } from './rail/text-cursor.ts';

// rails that come with the package
export { piiRail, type PiiRailOptions } from './pii/pii.ts';
export type { ValueAction, ValueActions } from './pii/actions/apply-action.ts';
export { createPseudonyms, type PseudonymOptions, type Pseudonyms } from './pseudonyms/pseudonyms.ts';
export type { Anchor, BuiltInPiiType, FirstWord, PiiRecogniser, PiiType, Recognition } from './pii/recogniser.ts';
export { defineRecogniser, type RecogniserDefinition } from './pii/define/define-recogniser.ts';
export type { RecogniserForm } from './pii/define/read-forms.ts';
export { personName, type PersonNameOptions } from './pii/recognisers/person-name.ts';
export { postalAddress } from './pii/recognisers/postal-address.ts';
export { taggerRail, type TaggerRailOptions } from './tagger/tagger.ts';
export { egressRail, type EgressRailOptions } from './egress/egress.ts';
export { secretsRail, type SecretsRailOptions } from './secrets/secrets.ts';
export type { SecretType } from './secrets/secret.ts';
export { canaryRail, type CanaryRailOptions } from './canary/canary-rail.ts';
export { createCanary, type Canary, type CanaryOptions } from './canary/canary.ts';
export { injectionRail, type InjectionRailOptions } from './injection/injection.ts';
export { scoreInjection, type InjectionScore } from './injection/score-injection.ts';
export type { InjectionTiers } from './injection/judge.ts';
export { classifierRail, type ClassifierRailOptions, type ClassifierRule } from './classifier/classifier-rail.ts';

// what untrusted text looks like to a model, and to a rail
export { createMarking, markUntrusted, type Marking, type MarkMethod, type MarkOptions } from './marking/marking.ts';
export { markRequest, markUntrustedParts, type MarkPartsOptions } from './marking/mark-untrusted-parts.ts';
export { normaliseText, type NormalisedText, type NormaliseOptions } from './normalise/normalise.ts';
export { decodeText, type DecodedText, type DecodeOptions } from './normalise/decode.ts';
export type { Encoding } from './normalise/encodings.ts';

// whether a text is supported by its sources
export { groundingRail, type GroundingRailOptions } from './grounding/grounding.ts';
export { checkGrounding, prepareGrounding, type GroundingOptions } from './grounding/check-grounding.ts';
export type { GroundingPlace, GroundingReason, GroundingStatus, SentenceVerdict } from './grounding/verdict.ts';
export type { Mismatch } from './grounding/mismatch.ts';
export type { GroundingPassage } from './grounding/sources.ts';
export type { GroundingModels } from './grounding/judges.ts';
export type { Vocabulary } from './grounding/check-sentence.ts';
export { unsupportedMark, untrustedMark, type GroundingAction } from './grounding/sentence-match.ts';
export { leastSupport } from './grounding/threshold.ts';
export { evidenceOf, type Evidence, type EvidenceSentence } from './grounding/evidence.ts';
export { findSupport, leastCoverage, ownWords, type Support } from './grounding/find-support.ts';
export { sentencesOf, trimSpan } from './grounding/sentence-ends.ts';
export { tokensOf, type Token } from './grounding/tokens.ts';

// rails for answers and for what they are put into
export { markupRail, type MarkupRailOptions } from './output/markup/markup.ts';
export { sqlRail, type SqlRailOptions } from './output/sql/sql.ts';
export { shellRail, type ShellRailOptions } from './output/shell/shell.ts';
export { topicRail, type TopicRailOptions } from './output/topic/topic.ts';
export type { Topics } from './output/topic/terms.ts';
export { refusalRail, type RefusalRailOptions } from './output/refusal/refusal.ts';
export { lengthRail, type LengthRailOptions } from './output/length/length.ts';
export type { OutputRailOptions } from './output/rail-options.ts';

// what texts should not say
export { moderationRail, type ModerationRailOptions } from './moderation/moderation.ts';
export { moderateText, type ModerationCategory, type ModerationFindings } from './moderation/moderate.ts';

// structured answers
export { createStructuredOutput, type StructuredOutputOptions } from './output/structured/structured-output.ts';
export { parseLenientJson, type JsonRepair, type LenientJson } from './output/structured/lenient-json.ts';
