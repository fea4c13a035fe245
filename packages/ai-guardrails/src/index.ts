// the guard
export { createGuard, type Guard, type GuardOptions, type Release } from './guard/guard.ts';
export type { GuardStream } from './guard/guard-stream.ts';
export type { GuardDecision } from './guard/decision.ts';
export type { GuardAudit, GuardRecord } from './guard/audit.ts';
export type { GuardedTool, Tool, ToolCall, ToolOutcome, ToolResult } from './tool/guard-tool.ts';
export type { RailRun } from './screen/screen.ts';
export type { GuardPolicy } from './screen/mark.ts';

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
export type { PiiAction } from './pii/actions/apply-action.ts';
export type { BuiltInPiiType, FirstWord, PiiRecogniser, PiiType, Recognition } from './pii/recogniser.ts';
export { egressRail, type EgressRailOptions } from './egress/egress.ts';
export { injectionRail, type InjectionRailOptions } from './injection/injection.ts';

// whether a text is supported by its sources
export { evidenceOf, type Evidence, type EvidenceSentence } from './grounding/evidence.ts';
export { findSupport, leastCoverage, ownWords, type Support } from './grounding/find-support.ts';
export { sentencesOf, trimSpan } from './grounding/sentence-ends.ts';
export { tokensOf, type Token } from './grounding/tokens.ts';
