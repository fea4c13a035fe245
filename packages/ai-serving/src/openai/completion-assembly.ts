import { AiError, type ChatEvent, type FinishReason, type JsonValue, type Part, type Usage } from '@org/ai-core';
import { inBandError } from '../http/status-error.ts';
import { asList, asRecord, asText, type JsonRecord } from './json-record.ts';
import { readUsage } from './usage.ts';

/** Events that carry content: what an answer is made of between `start` and `finish`. */
type ContentEvent = Exclude<ChatEvent, { type: 'start' | 'finish' | 'switch' }>;

/** A whole answer, as the provider gave it. */
export interface Completion {
  readonly content: readonly Part[];
  readonly finishReason: FinishReason;
  readonly rawFinishReason: string;
  readonly usage: Usage | undefined;
}

/** Builds an answer from chunks; a plain answer is one chunk. */
export interface CompletionAssembly {
  /** The provider's id of the answer, once a chunk has brought it. */
  readonly id: string | undefined;
  /** @throws AiError the error that the chunk reports, or `protocol` when it is no chunk */
  push(chunk: unknown): readonly ContentEvent[];
  /** Closes all parts. @throws AiError `truncated` when no finish reason has come */
  end(): { readonly events: readonly ContentEvent[]; readonly completion: Completion };
}

interface TextBlock {
  readonly type: 'text' | 'reasoning' | 'refusal';
  readonly block: number;
  text: string;
}
interface CallBlock {
  readonly type: 'tool-call';
  readonly block: number;
  id: string;
  name: string;
  argumentsText: string;
}

// A map: the key comes from the upstream, and an object would answer to "constructor".
const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['eos', 'stop'],
  ['end_turn', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

/** Makes an assembly for one answer. */
export function createCompletionAssembly(): CompletionAssembly {
  let id: string | undefined;
  let usage: Usage | undefined;
  let rawFinishReason: string | undefined;
  let open: TextBlock | undefined;
  let blocks = 0;
  const calls = new Map<number, CallBlock>();
  const parts = new Map<number, Part>();
  const logprobs: JsonValue[] = [];

  const close = (): readonly ContentEvent[] => {
    if (open === undefined) return [];
    const { type, block, text } = open;
    const vendor = type === 'text' && logprobs.length > 0 ? { vendor: { logprobs: logprobs.splice(0) } } : {};
    open = undefined;
    const part: Part = { type, text, ...vendor };
    parts.set(block, part);
    return [{ type: 'part', block, part }];
  };

  const addText = (type: TextBlock['type'], text: string, events: ContentEvent[]): void => {
    if (open?.type !== type) {
      events.push(...close());
      open = { type, block: blocks++, text: '' };
    }
    open.text += text;
    events.push({ type: `${type}-delta`, block: open.block, text });
  };

  const addCall = (value: unknown, position: number, events: ContentEvent[]): void => {
    const delta = asRecord(value) ?? {};
    const called = asRecord(delta['function']) ?? {};
    const index = typeof delta['index'] === 'number' ? delta['index'] : position;
    let call = calls.get(index);
    if (call === undefined) {
      events.push(...close());
      call = {
        type: 'tool-call',
        block: blocks++,
        id: asText(delta['id']) ?? `call_${String(index)}`,
        name: '',
        argumentsText: '',
      };
      calls.set(index, call);
    }
    call.name += asText(called['name']) ?? '';
    const argumentsDelta = asText(called['arguments']) ?? '';
    call.argumentsText += argumentsDelta;
    events.push({ type: 'tool-call-delta', block: call.block, id: call.id, name: call.name, argumentsDelta });
  };

  return {
    get id() {
      return id;
    },
    push(value) {
      const chunk = asRecord(value);
      if (chunk === undefined) throw notTheProtocol();
      if (chunk['error'] !== undefined && chunk['error'] !== null) throw inBandError(chunk['error']);
      if (!Array.isArray(chunk['choices'])) throw notTheProtocol();
      id ??= asText(chunk['id'])?.slice(0, 256);
      usage = readUsage(chunk['usage']) ?? usage;
      const events: ContentEvent[] = [];
      const choice = asRecord(asList(chunk['choices']).find((entry) => (asRecord(entry)?.['index'] ?? 0) === 0));
      if (choice === undefined) return events;
      const delta: JsonRecord = asRecord(choice['delta']) ?? asRecord(choice['message']) ?? {};
      const reasoning = asText(delta['reasoning_content']) ?? asText(delta['reasoning']);
      if (reasoning !== undefined) addText('reasoning', reasoning, events);
      logprobs.push(...(asList(asRecord(choice['logprobs'])?.['content']) as readonly JsonValue[]));
      const text = asText(delta['content']);
      if (text !== undefined) addText('text', text, events);
      const refusal = asText(delta['refusal']);
      if (refusal !== undefined) addText('refusal', refusal, events);
      asList(delta['tool_calls']).forEach((call, position) => {
        addCall(call, position, events);
      });
      rawFinishReason = asText(choice['finish_reason']) ?? rawFinishReason;
      return events;
    },
    end() {
      if (rawFinishReason === undefined) {
        throw new AiError(
          'truncated',
          'the answer ended without a finish reason; part of it is missing: retry the call',
        );
      }
      const events = [...close()];
      for (const call of calls.values()) {
        if (call.name === '') throw notTheProtocol();
        const { type, block, id: callId, name, argumentsText } = call;
        const part: Part = { type, id: callId, name, argumentsText, arguments: parseArguments(argumentsText) };
        parts.set(block, part);
        events.push({ type: 'part', block, part });
      }
      const content = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part);
      const finishReason = finishReasons.get(rawFinishReason) ?? 'other';
      const isRefusal = finishReason === 'stop' && content.some((part) => part.type === 'refusal');
      return {
        events,
        completion: { content, finishReason: isRefusal ? 'refusal' : finishReason, rawFinishReason, usage },
      };
    },
  };
}

/** Arguments that are no JSON stay undefined: the caller decides what a malformed call means. */
function parseArguments(text: string): JsonValue | undefined {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

function notTheProtocol(): AiError {
  return new AiError('protocol', 'the upstream does not answer as the OpenAI protocol says; check baseUrl and model');
}
