import { AiError, type Finding } from '@org/ai-core';
import type { MatchAction, Rail, RailMatch, RailScope } from '../rail/rail.ts';

/** Lets a company's rules decide what a finding means; the rail's own proposal stands where it answers undefined. */
export interface GuardPolicy {
  readonly id: string;
  decide(finding: Finding, scope: Pick<RailScope, 'stage' | 'context' | 'origin'>): MatchAction | undefined;
}

/** A decision of one rail about one span, in absolute offsets. Marks are ordered by start, then by the rail's place. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly order: number;
  readonly action: MatchAction;
  /** What a redaction leaves in place of the span; undefined when the mark only continues one. */
  readonly replacement: string | undefined;
  readonly finding: OpenFinding | undefined;
  /** Label under which the value may be kept and put back later. */
  readonly reversibleAs?: string | undefined;
}

/** A finding whose end may still move. */
export interface OpenFinding extends Omit<Finding, 'end'> {
  end: number;
}

/** What the engine does to a text for a match: one mark per redacted span, or one that reports or blocks. */
export function marksOf(
  match: RailMatch,
  at: { readonly offset: number; readonly limit: number; readonly order: number },
  rail: Rail,
  scope: RailScope,
  policy: GuardPolicy | undefined,
): Mark[] {
  checkMatch(match, at.limit);
  const found: OpenFinding = {
    start: at.offset + match.start,
    end: at.offset + match.end,
    rail: rail.id,
    rule: match.rule,
    label: match.label,
    score: match.score,
  };
  const decided = policy === undefined ? match.action : decidedBy(policy, found, match.action, scope);
  const finding = decided === 'fault' ? { ...found, rule: 'fault:policy' } : found;
  const action = rail.mode === 'monitor' ? 'report' : decided === 'fault' ? 'block' : decided;
  const reversibleAs = match.isReversible === true && match.extend === undefined ? match.label : undefined;
  const whole = { start: finding.start, end: finding.end, order: at.order, action, finding };
  if (action !== 'redact') return [{ ...whole, replacement: undefined }];
  if (match.edits === undefined)
    return [{ ...whole, replacement: match.replacement ?? `[${match.label}]`, reversibleAs }];
  return match.edits.map((edit, index) => ({
    start: at.offset + edit.start,
    end: at.offset + edit.end,
    order: at.order,
    action,
    replacement: edit.replacement,
    finding: index === 0 ? finding : undefined,
    reversibleAs,
  }));
}

/** Where the policy cannot decide, the text is blocked: also for a rail whose own faults let it pass. */
function decidedBy(
  policy: GuardPolicy,
  finding: OpenFinding,
  proposed: MatchAction,
  scope: RailScope,
): MatchAction | 'fault' {
  try {
    return policy.decide({ ...finding }, scope) ?? proposed;
  } catch {
    return 'fault';
  }
}

function checkMatch(match: RailMatch, limit: number): void {
  const isSpan = (start: number, end: number, least: number, most: number): boolean =>
    Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= least && end > start && end <= most;
  const isSound =
    isSpan(match.start, match.end, 0, limit) &&
    match.edits?.length !== 0 &&
    (match.edits ?? []).every((edit) => isSpan(edit.start, edit.end, match.start, match.end));
  if (!isSound) throw new AiError('protocol', 'the rail reported a span outside of the text that it was given');
}
