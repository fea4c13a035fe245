import type { Principal } from '../contracts/caller.ts';
import type { AttributeCondition } from '../contracts/evidence.ts';
import { isIdentifier } from './identifier.ts';

const wholeNumber = /^\d{1,15}$/;

/** Takes a condition of an ACL apart; undefined when it is none (such a condition lets nobody in). */
export function parseAttributeCondition(value: unknown): AttributeCondition | undefined {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 2) return undefined;
  const { attribute, oneOf, atLeast } = value as Readonly<Record<string, unknown>>;
  if (typeof attribute !== 'string' || !isIdentifier(attribute)) return undefined;
  if (Number.isSafeInteger(atLeast) && (atLeast as number) >= 0) return { attribute, atLeast: atLeast as number };
  if (!Array.isArray(oneOf) || oneOf.length === 0) return undefined;
  const values = (oneOf as readonly unknown[]).filter((each) => typeof each === 'string');
  return values.length === oneOf.length ? { attribute, oneOf: values } : undefined;
}

/** Whether a principal itself, its actor apart, has the attribute that a condition asks for. */
export function meetsCondition(value: unknown, principal: Principal): boolean {
  const condition = parseAttributeCondition(value);
  const { attributes = {} } = principal;
  if (condition === undefined || !Object.hasOwn(attributes, condition.attribute)) return false;
  const own = attributes[condition.attribute];
  if (typeof own !== 'string') return false;
  if ('oneOf' in condition) return condition.oneOf.includes(own);
  return wholeNumber.test(own) && Number(own) >= condition.atLeast;
}
