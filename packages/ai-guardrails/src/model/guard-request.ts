import type { CallContext, ChatRequest, DataPart, Message, Origin, Part } from '@org/ai-core';
import type { Guard } from '../guard/guard.ts';
import type { Stage } from '../rail/rail.ts';

const CONTENT_REMOVED = '[content removed]';
const untrusted: Origin = { trust: 'untrusted', sources: [] };

/**
 * Checks every text of a request that the application did not write itself: what users and models said as `input`,
 * what has an origin as `retrieval`, what tools said as `tool-result`. A blocked input blocks the call; a blocked
 * passage or tool result is left out of it.
 */
export async function guardRequest<T>(
  guard: Guard,
  request: ChatRequest<T>,
  context: CallContext,
): Promise<ChatRequest<T> | 'blocked'> {
  const messages: Message[] = [];
  for (const message of request.messages) {
    const content: Part[] = [];
    for (const part of message.content) {
      const checked = await guardPart(guard, message.role, part, context);
      if (checked === 'blocked') return 'blocked';
      content.push(checked);
    }
    messages.push({ ...message, content });
  }
  return { ...request, messages };
}

async function guardPart(
  guard: Guard,
  role: Message['role'],
  part: Part,
  context: CallContext,
): Promise<Part | 'blocked'> {
  if (part.type === 'tool-result') return guardToolResult(guard, 'tool-result', part, context);
  // A refusal comes back with the conversation as text does, values of the vault restored in it.
  if (part.type === 'refusal') return guardSaid(guard, part, context);
  if (part.type !== 'text') return part;
  if (part.origin !== undefined && (part.origin.trust === 'untrusted' || part.origin.sources.length > 0)) {
    return guardEvidence(guard, 'retrieval', part, context);
  }
  if (role === 'system') return part;
  if (role === 'tool') return guardEvidence(guard, 'tool-result', part, context);
  return guardSaid(guard, part, context);
}

async function guardSaid<P extends Extract<Part, { readonly type: 'text' | 'refusal' }>>(
  guard: Guard,
  part: P,
  context: CallContext,
): Promise<P | 'blocked'> {
  const decision = await guard.check(part.text, { stage: 'input', context, origin: part.origin });
  if (decision.action === 'allow') return part;
  return decision.action === 'redact' ? { ...part, text: decision.text } : 'blocked';
}

/** What a tool said, piece by piece. */
export async function guardToolResult<P extends Extract<Part, { readonly type: 'tool-result' }>>(
  guard: Guard,
  stage: Stage,
  part: P,
  context: CallContext,
): Promise<P> {
  const content: DataPart[] = [];
  for (const item of part.content) content.push(await guardEvidence(guard, stage, item, context));
  return { ...part, content };
}

/** A passage or what a tool said: what is blocked of it is left out. */
export async function guardEvidence(
  guard: Guard,
  stage: Stage,
  part: DataPart,
  context: CallContext,
): Promise<DataPart> {
  if (part.type !== 'text') return part;
  const decision = await guard.check(part.text, { stage, context, origin: part.origin ?? untrusted });
  if (decision.action === 'allow') return part;
  return { ...part, text: decision.action === 'redact' ? decision.text : CONTENT_REMOVED };
}

/** All text of a request, for estimating its size. */
export function textOfRequest(request: ChatRequest<unknown>): string {
  const textOf = (part: Part): string => {
    if (part.type === 'tool-call') return part.argumentsText;
    if (part.type === 'tool-result') return part.content.map(textOf).join('');
    return part.type === 'file' ? '' : part.text;
  };
  return request.messages.flatMap((message) => message.content.map(textOf)).join('\n');
}
