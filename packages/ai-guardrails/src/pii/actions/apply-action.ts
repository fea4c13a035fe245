import { AiError, type CallContext } from '@org/ai-core';
import type { Pseudonyms } from '../../pseudonyms/pseudonyms.ts';
import type { RailMatch } from '../../rail/rail.ts';
import { maskOf } from './mask.ts';

/**
 * What happens to a value: `placeholder` leaves `[TYPE]`, or `[TYPE_1]` that a vault can put back; `mask` stars its
 * letters and digits, but the last ones; `hash` leaves a keyed token, `surrogate` a made-up value of the same form (both
 * need `pseudonyms`); `block` ends the text before it, `require-approval` until a person lets it pass; `report` only tells.
 */
export type ValueAction =
  | 'placeholder'
  | 'mask'
  | 'hash'
  | 'surrogate'
  | 'block'
  | 'require-approval'
  | 'report'
  | {
      readonly action: 'mask';
      /** Letters and digits at the end that stay. @defaultValue 4 of cards, IBANs and phone numbers, else 0 */
      readonly keepLast?: number | undefined;
    };

/** Actions by type of value. */
export interface ValueActions {
  readonly actions?: Readonly<Partial<Record<string, ValueAction>>> | undefined;
  /** Action of the types that `actions` does not name. @defaultValue `placeholder` */
  readonly defaultAction?: ValueAction | undefined;
  /** Stand-ins for the actions `hash` and `surrogate`; see `createPseudonyms`. @defaultValue none */
  readonly pseudonyms?: Pseudonyms | undefined;
}

/** What the engine is to do about a value that was found. */
interface ValueFound {
  readonly type: string;
  /** Distance from where it begins, end exclusive. */
  readonly end: number;
  readonly rule: string;
  readonly score: number;
  readonly extend?: RailMatch['extend'];
}

/** Turns a value into a match of the rail. `value` is called only where the text of it is needed. */
export type ApplyAction = (found: ValueFound, value: () => string, context: CallContext) => RailMatch;

const keepsLast: ReadonlySet<string> = new Set(['CREDIT_CARD', 'IBAN_CODE', 'PHONE_NUMBER']);

/** @throws AiError `invalid-input` for an action that does not exist, or that needs `pseudonyms` where there are none */
export function createApplyAction(options: ValueActions, owner: string): ApplyAction {
  const { actions = {}, defaultAction = 'placeholder', pseudonyms } = options;
  checkAction(defaultAction, 'defaultAction', pseudonyms, owner);
  for (const [type, action] of Object.entries(actions)) checkAction(action, `actions.${type}`, pseudonyms, owner);
  return ({ type, end, rule, score, extend }, value, context) => {
    const match = { start: 0, end, rule, label: type, score, extend };
    const action = actions[type] ?? defaultAction;
    switch (action) {
      case 'block':
      case 'report':
      case 'require-approval':
        return { ...match, action };
      case 'placeholder':
        return { ...match, action: 'redact', isReversible: true };
      case 'hash':
        return { ...match, action: 'redact', replacement: pseudonyms?.hash(type, value()) };
      case 'surrogate':
        return { ...match, action: 'redact', replacement: pseudonyms?.surrogate(type, value(), context) };
      default: {
        const keepLast = (typeof action === 'object' ? action.keepLast : undefined) ?? (keepsLast.has(type) ? 4 : 0);
        return { ...match, action: 'redact', replacement: maskOf(value(), keepLast) };
      }
    }
  };
}

const words: ReadonlySet<unknown> = new Set<ValueAction>([
  'placeholder',
  'mask',
  'hash',
  'surrogate',
  'block',
  'require-approval',
  'report',
]);

function checkAction(
  action: ValueAction | undefined,
  field: string,
  pseudonyms: Pseudonyms | undefined,
  owner: string,
): void {
  if (action === undefined) return;
  if (typeof action === 'object') {
    const { keepLast = 0 } = action;
    if ((action.action as string) === 'mask' && Number.isSafeInteger(keepLast) && keepLast >= 0) return;
    throw new AiError('invalid-input', `${field} of ${owner} must be { action: 'mask', keepLast } with a whole number`);
  }
  if (!words.has(action))
    throw new AiError('invalid-input', `${field} of ${owner} names an unknown action; see ValueAction`);
  if ((action === 'hash' || action === 'surrogate') && pseudonyms === undefined)
    throw new AiError(
      'invalid-input',
      `${field} of ${owner} is ${action}, which needs pseudonyms: createPseudonyms({ key })`,
    );
}
