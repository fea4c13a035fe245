import { AiError, type ChatEvent, type Part } from '@org/ai-core';
import { contentOf } from './content.ts';
import type { UnsupportedWarning } from './request-from.ts';
import type { AiSdkContent, AiSdkStreamPart } from './specification.ts';
import { finishTo, usageTo } from './usage.ts';

type Kind = 'text' | 'reasoning' | 'tool-call';

/** Events of one of our streams as parts of an SDK stream. */
export async function* streamPartsOf(
  events: AsyncIterable<ChatEvent<unknown>>,
  modelId: string,
  warnings: readonly UnsupportedWarning[],
  version: 'v3' | 'v4',
): AsyncGenerator<AiSdkStreamPart, void> {
  const open = new Map<number, Kind>();
  let isReleased = false;
  yield { type: 'stream-start', warnings };
  for await (const event of events) {
    if (event.type === 'start') yield { type: 'response-metadata', id: event.id, modelId };
    else if (event.type === 'switch') {
      // The SDK has no way to take back what it was given.
      if (event.discard === 'all' && isReleased) {
        throw new AiError('truncated', 'the model was replaced in the middle of its answer; retry the call', {
          isReleased,
        });
      }
      open.clear();
    } else if (event.type === 'finish') {
      const { finishReason, rawFinishReason, usage } = event.result;
      yield { type: 'finish', finishReason: finishTo(finishReason, rawFinishReason), usage: usageTo(usage) };
    } else {
      isReleased = true;
      if (event.type === 'part') yield* closed(event.block, event.part, open, version);
      else yield* delta(event, open);
    }
  }
}

type Delta = Exclude<Extract<ChatEvent<unknown>, { readonly block: number }>, { readonly type: 'part' }>;

function* delta(event: Delta, open: Map<number, Kind>): Generator<AiSdkStreamPart> {
  const isCall = event.type === 'tool-call-delta';
  const kind: Kind = isCall ? 'tool-call' : event.type === 'reasoning-delta' ? 'reasoning' : 'text';
  const id = isCall ? event.id : String(event.block);
  const prefix = isCall ? 'tool-input' : kind;
  if (!open.has(event.block)) {
    open.set(event.block, kind);
    yield { type: `${prefix}-start`, id, ...(isCall ? { toolName: event.name } : {}) };
  }
  yield { type: `${prefix}-delta`, id, delta: isCall ? event.argumentsDelta : event.text };
}

function* closed(block: number, part: Part, open: Map<number, Kind>, version: 'v3' | 'v4'): Generator<AiSdkStreamPart> {
  const content: AiSdkContent = contentOf(part, version);
  const wasOpen = open.delete(block);
  if (part.type === 'tool-call') {
    if (wasOpen) yield { type: 'tool-input-end', id: part.id };
    yield content;
    return;
  }
  if (content.type !== 'text' && content.type !== 'reasoning') {
    yield content;
    return;
  }
  const id = String(block);
  if (!wasOpen) {
    yield { type: `${content.type}-start`, id };
    yield { type: `${content.type}-delta`, id, delta: content.text ?? '' };
  }
  const { providerMetadata } = content;
  yield { type: `${content.type}-end`, id, ...(providerMetadata === undefined ? {} : { providerMetadata }) };
}
