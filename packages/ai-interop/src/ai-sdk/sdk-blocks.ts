import type { ChatEvent, Part } from '@org/ai-core';
import { parseJson } from '../internal/parse-json.ts';
import { partFromContent } from './content.ts';
import { VENDOR, type AiSdkStreamPart } from './specification.ts';

/** Parts of an SDK stream as numbered blocks. */
export interface SdkBlocks {
  take<T>(part: AiSdkStreamPart): Generator<ChatEvent<T>, void>;
  /** Closes what the model left open. */
  closeAll<T>(): Generator<ChatEvent<T>, void>;
  content(): readonly Part[];
}

interface Block {
  readonly index: number;
  readonly kind: 'text' | 'reasoning' | 'tool-call';
  readonly name: string;
  text: string;
  opaque: string | undefined;
}

export function createSdkBlocks(): SdkBlocks {
  const open = new Map<string, Block>();
  const closed: { readonly index: number; readonly part: Part }[] = [];
  let count = 0;

  const begin = (key: string, kind: Block['kind'], name = ''): Block => {
    const block: Block = { index: count++, kind, name, text: '', opaque: undefined };
    open.set(key, block);
    return block;
  };

  const close = function* <T>(key: string, part?: Part): Generator<ChatEvent<T>, void> {
    const block = open.get(key);
    if (block === undefined) return;
    open.delete(key);
    const made = part ?? partOf(key, block);
    closed.push({ index: block.index, part: made });
    yield { type: 'part', block: block.index, part: made };
  };

  const addText = function* <T>(key: string, kind: 'text' | 'reasoning', delta: string): Generator<ChatEvent<T>, void> {
    const block = open.get(key) ?? begin(key, kind);
    block.text += delta;
    if (delta !== '')
      yield { type: kind === 'text' ? 'text-delta' : 'reasoning-delta', block: block.index, text: delta };
  };

  const addCall = function* <T>(key: string, name: string, delta: string): Generator<ChatEvent<T>, void> {
    const block = open.get(key) ?? begin(key, 'tool-call', name);
    block.text += delta;
    if (delta === '') return;
    yield { type: 'tool-call-delta', block: block.index, id: idOf(key), name: block.name, argumentsDelta: delta };
  };

  return {
    *take<T>(part: AiSdkStreamPart): Generator<ChatEvent<T>, void> {
      const { type, id = '', delta = '' } = part;
      const text = `text:${id}`;
      const reasoning = `reasoning:${id}`;
      if (type === 'text-start') begin(text, 'text');
      else if (type === 'reasoning-start') begin(reasoning, 'reasoning');
      else if (type === 'text-delta') yield* addText<T>(text, 'text', delta);
      else if (type === 'text-end') yield* close<T>(text);
      else if (type === 'reasoning-delta') yield* addText<T>(reasoning, 'reasoning', delta);
      else if (type === 'reasoning-end') {
        const block = open.get(reasoning);
        const opaque = part.providerMetadata?.[VENDOR]?.['opaque'];
        if (block !== undefined && typeof opaque === 'string') block.opaque = opaque;
        yield* close<T>(reasoning);
      } else if (type === 'tool-input-start') begin(`call:${id}`, 'tool-call', part.toolName);
      else if (type === 'tool-input-delta') yield* addCall<T>(`call:${id}`, '', delta);
      else if (type === 'tool-call') {
        // The call says all of its arguments again; where no deltas came before, they come now.
        const key = `call:${part.toolCallId ?? ''}`;
        const made = partFromContent(part);
        if ((open.get(key)?.text ?? '') === '') yield* addCall<T>(key, part.toolName ?? '', part.input ?? '');
        if (!open.has(key)) begin(key, 'tool-call', part.toolName);
        yield* close<T>(key, made);
      } else {
        const made = partFromContent(part);
        if (made === undefined || type === 'text' || type === 'reasoning') return;
        const index = count++;
        closed.push({ index, part: made });
        yield { type: 'part', block: index, part: made };
      }
    },
    *closeAll<T>(): Generator<ChatEvent<T>, void> {
      for (const key of [...open.keys()]) yield* close<T>(key);
    },
    content: () => [...closed].sort((a, b) => a.index - b.index).map(({ part }) => part),
  };
}

function idOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}

function partOf(key: string, { kind, name, text, opaque }: Block): Part {
  if (kind === 'tool-call') {
    return { type: 'tool-call', id: idOf(key), name, argumentsText: text, arguments: parseJson(text) };
  }
  return kind === 'text'
    ? { type: 'text', text }
    : { type: 'reasoning', text, ...(opaque === undefined ? {} : { opaque }) };
}
