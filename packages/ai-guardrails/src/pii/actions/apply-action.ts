import type { RailMatch } from '../../rail/rail.ts';
import type { PiiType, Recognition } from '../recogniser.ts';
import { maskOf } from './mask.ts';

/**
 * What happens to a value: `placeholder` leaves `[TYPE]`, `mask` stars its letters and digits (the last four of cards,
 * IBANs and phone numbers stay), `block` ends the text before it, `report` only tells.
 */
export type PiiAction = 'placeholder' | 'mask' | 'block' | 'report';

/** What the engine is to do about a value that was found. `value` is called only where the text of it is needed. */
export function applyAction(action: PiiAction, type: PiiType, found: Recognition, value: () => string): RailMatch {
  const { end, rule, score, extend } = found;
  const match = { start: 0, end, rule, label: type, score, extend };
  if (action === 'block' || action === 'report') return { ...match, action };
  if (action === 'mask') return { ...match, action: 'redact', replacement: maskOf(type, value()) };
  return { ...match, action: 'redact', replacement: `[${type}]`, isReversible: true };
}
