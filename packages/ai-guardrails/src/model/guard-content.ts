import type { CallContext, JsonValue, OutputSchema, Part } from '@org/ai-core';
import { isStopped } from '../guard/decision.ts';
import type { Guard } from '../guard/guard.ts';
import type { Stage } from '../rail/rail.ts';
import { guardToolResult } from './guard-request.ts';
import { guardJson, jsonTextOf } from './guard-json.ts';

type ToolCall = Extract<Part, { readonly type: 'tool-call' }>;

/** Checks the parts of a whole answer, as its stream would have been: what stands before a block stays. */
export async function guardContent(
  guard: Guard,
  parts: readonly Part[],
  context: CallContext,
): Promise<{ readonly content: readonly Part[]; readonly isBlocked: boolean }> {
  const content: Part[] = [];
  for (const part of parts) {
    const checked = await guardAnswerPart(guard, part, context);
    if (checked.part !== undefined) content.push(checked.part);
    if (checked.isBlocked) return { content, isBlocked: true };
  }
  return { content, isBlocked: false };
}

/** Checks one part of an answer; a part that cannot be kept in part (a tool call, a file) is dropped when blocked. */
export async function guardAnswerPart(
  guard: Guard,
  part: Part,
  context: CallContext,
): Promise<{ readonly part: Part | undefined; readonly isBlocked: boolean }> {
  // A provider that runs tools itself answers with what they said, too.
  if (part.type === 'tool-result')
    return { part: await guardToolResult(guard, 'output', part, context), isBlocked: false };
  if (part.type === 'file') {
    if (typeof part.data !== 'string' || part.data.startsWith('data:')) return { part, isBlocked: false };
    const decision = await guard.check(part.data, { stage: 'output', context });
    return { part: decision.action === 'allow' ? part : undefined, isBlocked: isStopped(decision) };
  }
  const isCall = part.type === 'tool-call';
  const checked = await screenText(
    guard,
    isCall ? part.argumentsText : part.text,
    isCall ? 'tool-call' : 'output',
    context,
  );
  if (checked.isBlocked && (isCall || checked.text === '')) return { part: undefined, isBlocked: true };
  if (isCall) return guardArguments(guard, part, checked.text, context);
  return { part: withText(part, checked.text), isBlocked: checked.isBlocked };
}

/** The part with the released text; signatures and vendor data of a text that was changed are dropped with it. */
export function withText(part: Exclude<Part, { type: 'file' | 'tool-call' | 'tool-result' }>, text: string): Part {
  if (text === part.text) return part;
  return { type: part.type, text, ...(part.origin === undefined ? {} : { origin: part.origin }) };
}

/**
 * Arguments are checked once more as they will be read: an escape hides text from a scan of the JSON, and a redaction in
 * the JSON may break it.
 */
export async function guardArguments(
  guard: Guard,
  part: ToolCall,
  released: string,
  context: CallContext,
): Promise<{ readonly part: Part | undefined; readonly isBlocked: boolean }> {
  const isChanged = released !== part.argumentsText;
  const parsed = isChanged ? (parseJson(released) ?? parseJson(part.argumentsText)) : part.arguments;
  if (parsed === undefined) {
    return { part: { ...part, argumentsText: released, arguments: parsed }, isBlocked: false };
  }
  const text = jsonTextOf(parsed);
  if (text === released && !text.includes('\\')) {
    return { part: { ...part, argumentsText: released, arguments: parsed }, isBlocked: false };
  }
  const decision = await guardJson(guard, parsed, 'tool-call', context);
  if (isStopped(decision)) return { part: undefined, isBlocked: true };
  const wasBroken = isChanged && parseJson(released) === undefined;
  if (decision.action !== 'redact') {
    // What was redacted in the text is not there when it is read: nothing says which of the two is right.
    if (wasBroken) return { part: undefined, isBlocked: true };
    return { part: { ...part, argumentsText: isChanged ? text : released, arguments: parsed }, isBlocked: false };
  }
  const read = parseJson(decision.text);
  // A redaction that leaves no JSON (a number, for instance) leaves no call.
  if (read === undefined) return { part: undefined, isBlocked: true };
  return { part: { ...part, argumentsText: decision.text, arguments: read }, isBlocked: false };
}

/** Checks a structured answer as JSON text; what no longer fits its schema after redaction is blocked. */
export async function guardObject<T>(
  guard: Guard,
  output: OutputSchema<T> | undefined,
  object: T,
  context: CallContext,
): Promise<{ readonly value: T } | 'blocked'> {
  if (output === undefined || object === undefined) return { value: object };
  const value = parseJson(JSON.stringify(object));
  if (value === undefined) return 'blocked';
  const decision = await guardJson(guard, value, 'output', context);
  if (decision.action === 'allow') return { value: object };
  if (decision.action !== 'redact') return 'blocked';
  const outcome = await output.schema['~standard'].validate(parseJson(decision.text));
  const isValid = typeof outcome === 'object' && outcome !== null && 'value' in outcome;
  return isValid ? { value: outcome.value as T } : 'blocked';
}

async function screenText(
  guard: Guard,
  text: string,
  stage: Stage,
  context: CallContext,
): Promise<{ readonly text: string; readonly isBlocked: boolean }> {
  const stream = guard.stream({ stage, context });
  const head = await stream.push(text);
  const { text: tail, decision } = await stream.end();
  return { text: head + tail, isBlocked: isStopped(decision) };
}

export function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
