// the guard
export { createGuard, type Guard, type GuardOptions } from './guard/guard.ts';
export type { GuardStream } from './guard/guard-stream.ts';
export type { GuardDecision } from './guard/decision.ts';
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
export type { TextCursor } from './rail/text-cursor.ts';

// rails that come with the package
export { piiRail, type PiiRailOptions } from './pii/pii.ts';
export type { PiiAction } from './pii/actions/apply-action.ts';
export type { BuiltInPiiType, FirstWord, PiiRecogniser, PiiType, Recognition } from './pii/recogniser.ts';
export { egressRail, type EgressRailOptions } from './egress/egress.ts';
export { injectionRail, type InjectionRailOptions } from './injection/injection.ts';
