import { AiError, type CallContext, type Finding, type JsonValue } from '@org/ai-core';
import { isStopped, type GuardDecision } from '../guard/decision.ts';
import type { Guard } from '../guard/guard.ts';
import type { Stage } from '../rail/rail.ts';

const DEEPEST = 500;

/**
 * Checks a JSON value as it will be read. In its text an escape stands right before a word (`\n4111…`), where rails do not
 * take the word for one: strings with escapes are checked by themselves, then the text of all of it. Offsets of findings
 * are those of the text that was checked.
 * @throws AiError `protocol` for nesting without end
 */
export async function guardJson(
  guard: Guard,
  value: JsonValue,
  stage: Stage,
  context: CallContext,
): Promise<GuardDecision> {
  const findings: Finding[] = [];
  const stops: GuardDecision[] = [];

  const checkString = async (text: string): Promise<string> => {
    if (!hasEscape(text) || stops.length > 0) return text;
    const decision = await guard.check(text, { stage, context });
    if (isStopped(decision)) stops.push(decision);
    findings.push(...decision.findings);
    return decision.action === 'redact' ? decision.text : text;
  };
  const checkNode = async (node: JsonValue): Promise<JsonValue> => {
    if (typeof node === 'string') return checkString(node);
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) {
      const items: JsonValue[] = [];
      for (const item of node as readonly JsonValue[]) items.push(await checkNode(item));
      return items;
    }
    const fields: [string, JsonValue][] = [];
    for (const [key, field] of Object.entries(node)) fields.push([await checkString(key), await checkNode(field)]);
    return Object.fromEntries(fields);
  };

  const given = jsonTextOf(value);
  let text = given;
  if (text.includes('\\')) {
    const checked = await checkNode(value);
    const [stopped] = stops;
    if (stopped !== undefined) return stopped;
    text = jsonTextOf(checked);
  }
  const decision = await guard.check(text, { stage, context });
  const all = { ...decision, findings: [...findings, ...decision.findings] };
  return text !== given && all.action === 'allow' ? { ...all, action: 'redact', text } : all;
}

/** @throws AiError `protocol` for nesting without end */
export function jsonTextOf(value: JsonValue): string {
  if (isDeeper(value, DEEPEST))
    throw new AiError('protocol', `the JSON is nested deeper than ${String(DEEPEST)} levels; ask for a flatter one`);
  return JSON.stringify(value);
}

function hasEscape(text: string): boolean {
  return JSON.stringify(text).length !== text.length + 2;
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1));
}
