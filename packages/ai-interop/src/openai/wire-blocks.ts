import type { ChatEvent, Part } from '@org/ai-core';
import { partsOfAnswer } from './answer-parts.ts';
import type { WireAnswer, WireCall } from './protocol.ts';

type TextKind = 'reasoning_content' | 'content' | 'refusal';

const texts: readonly (readonly [
  kind: TextKind,
  block: number,
  type: 'reasoning-delta' | 'text-delta' | 'refusal-delta',
])[] = [
  ['reasoning_content', 0, 'reasoning-delta'],
  ['content', 1, 'text-delta'],
  ['refusal', 2, 'refusal-delta'],
];
const CALLS = 3;

/** Deltas of one streamed choice as blocks: one per kind of text, one per tool call. */
export interface WireBlocks {
  take<T>(delta: WireAnswer): Generator<ChatEvent<T>, void>;
  closeAll<T>(): Generator<ChatEvent<T>, void>;
  content(): readonly Part[];
}

export function createWireBlocks(): WireBlocks {
  const said = new Map<TextKind, string>();
  const calls = new Map<number, { id: string; type: string | undefined; name: string; input: string }>();
  const closed: Part[] = [];

  const takeCall = function* <T>(call: WireCall, place: number): Generator<ChatEvent<T>, void> {
    const index = call.index ?? place;
    const known = calls.get(index) ?? { id: '', type: undefined, name: '', input: '' };
    calls.set(index, known);
    known.id ||= call.id ?? '';
    known.type ??= call.type;
    known.name ||= call.function?.name ?? call.custom?.name ?? '';
    const argumentsDelta = call.function?.arguments ?? call.custom?.input ?? '';
    known.input += argumentsDelta;
    if (argumentsDelta === '') return;
    yield { type: 'tool-call-delta', block: CALLS + index, id: known.id, name: known.name, argumentsDelta };
  };

  const close = function* <T>(block: number, answer: WireAnswer): Generator<ChatEvent<T>, void> {
    const [part] = partsOfAnswer(answer);
    if (part === undefined) return;
    closed.push(part);
    yield { type: 'part', block, part };
  };

  return {
    *take<T>(delta: WireAnswer): Generator<ChatEvent<T>, void> {
      for (const [kind, block, type] of texts) {
        const text = delta[kind];
        if (typeof text !== 'string' || text === '') continue;
        said.set(kind, (said.get(kind) ?? '') + text);
        yield { type, block, text };
      }
      for (const [place, call] of (delta.tool_calls ?? []).entries()) yield* takeCall<T>(call, place);
    },
    *closeAll<T>(): Generator<ChatEvent<T>, void> {
      for (const [kind, block] of texts) {
        const text = said.get(kind);
        if (text !== undefined) yield* close<T>(block, { [kind]: text });
      }
      for (const [index, { id, type, name, input }] of calls) {
        yield* close<T>(CALLS + index, { tool_calls: [{ id, type, function: { name, arguments: input } }] });
      }
    },
    content: () => closed,
  };
}
