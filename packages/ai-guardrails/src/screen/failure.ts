import { AiError, type AiErrorCode } from '@org/ai-core';
import type { Rail } from '../rail/rail.ts';
import type { Mark } from './mark.ts';

/** What is recorded of a rail's fault: a code, never the message, which may quote the text. */
export function failureOf(error: unknown): AiErrorCode {
  return AiError.is(error) ? error.code : 'internal';
}

/** A rail that fails closed blocks from where it had got to; one that fails open or only monitors leaves no mark. */
export function failureMark(rail: Rail, order: number, position: number, code: AiErrorCode): Mark | undefined {
  if (rail.mode === 'monitor' || rail.onError === 'open') return undefined;
  const finding = {
    start: position,
    end: position,
    rail: rail.id,
    rule: `fault:${code}`,
    label: 'RAIL_FAULT',
    score: 1,
  };
  return { start: position, end: position, order, action: 'block', replacement: undefined, finding };
}
