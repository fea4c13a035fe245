import { AiError, type CallContext, type JsonValue } from '@org/ai-core';
import type { Guard, Stage } from '@org/ai-guardrails';
import { isTooDeep, stringsIn, withStrings, type StringField } from './json-fields.ts';

/**
 * Checks strings of a JSON value.
 * @throws AiError `blocked` when a rail blocks, `forbidden` when one asks for approval, `invalid-input` for nesting without end
 */
export async function checkJson(
  guard: Guard,
  value: JsonValue,
  paths: readonly string[] | undefined,
  stage: Stage,
  context: CallContext,
): Promise<JsonValue> {
  if (isTooDeep(value)) throw new AiError('invalid-input', 'the JSON is nested too deeply; flatten it');
  const redacted: StringField[] = [];
  for (const { text, path } of stringsIn(value, paths)) {
    const decision = await guard.check(text, { stage, context });
    if (decision.action === 'block') throw new AiError('blocked', decision.reason);
    if (decision.action === 'require-approval') throw new AiError('forbidden', decision.reason);
    if (decision.action === 'redact') redacted.push({ path, text: decision.text });
  }
  return withStrings(value, redacted);
}
