import { AiError, type CallContext, type ChatEvent, type Decision, type Part } from '@org/ai-core';
import { isStopped } from '../guard/decision.ts';
import type { Guard, Release } from '../guard/guard.ts';
import type { GuardStream } from '../guard/guard-stream.ts';
import { guardAnswerPart, guardArguments, parseJson, withText } from './guard-content.ts';

type Delta = Extract<ChatEvent, { readonly block: number }>;
type DeltaType = Exclude<Delta['type'], 'part'>;

interface Block {
  readonly type: DeltaType;
  readonly stream: GuardStream;
  readonly id: string;
  readonly name: string;
  received: string;
  released: string;
  /** What was released, but is kept back until the whole has been read as JSON. */
  waiting: string;
}

/** The open and closed blocks of one streamed answer, each under a text stream of its own. */
export interface Blocks {
  take<T>(event: Delta): AsyncGenerator<ChatEvent<T>, void>;
  /** Ends what no `part` event has closed. */
  closeAll<T>(): AsyncGenerator<ChatEvent<T>, void>;
  discard(): void;
  content(): readonly Part[];
  isBlocked(): boolean;
  isEmpty(): boolean;
  hasReleased(): boolean;
  received(): string;
}

export function createBlocks(guard: Guard, context: CallContext, release: Release): Blocks {
  const open = new Map<number, Block>();
  const closed = new Map<number, Part | undefined>();
  let received = '';
  let blocked = false;
  let hasReleased = false;

  const opened = (event: Exclude<Delta, { type: 'part' }>): Block => {
    const known = open.get(event.block);
    if (known?.type === event.type) return known;
    if (known !== undefined || closed.has(event.block)) {
      throw new AiError('protocol', 'the model sent a delta for a block that is closed or of another kind');
    }
    const isCall = event.type === 'tool-call-delta';
    const stream = guard.stream({ stage: isCall ? 'tool-call' : 'output', context, release });
    const [id, name] = isCall ? [event.id, event.name] : ['', ''];
    const block: Block = { type: event.type, stream, id, name, received: '', released: '', waiting: '' };
    open.set(event.block, block);
    return block;
  };

  const send = function* <T>(index: number, { type, id, name }: Block, text: string): Generator<ChatEvent<T>, void> {
    if (text === '') return;
    hasReleased = true;
    if (type === 'tool-call-delta') yield { type, block: index, id, name, argumentsDelta: text };
    else yield { type, block: index, text };
  };

  const emit = function* <T>(index: number, block: Block, text: string): Generator<ChatEvent<T>, void> {
    block.released += text;
    const isKept = block.type === 'tool-call-delta' && release === 'verified';
    // What follows an escape is only known to be sound once it has been read as JSON.
    const escape = !isKept ? -1 : block.waiting === '' ? text.indexOf('\\') : 0;
    if (escape >= 0) block.waiting += text.slice(escape);
    yield* send<T>(index, block, escape < 0 ? text : text.slice(0, escape));
  };

  const close = async function* <T>(index: number, block: Block, part: Part): AsyncGenerator<ChatEvent<T>, void> {
    open.delete(index);
    const { text, decision } = await block.stream.end();
    yield* emit<T>(index, block, text);
    const isCut = isStopped(decision);
    if (release === 'optimistic') block.released = verifiedText(decision, block.received);
    blocked ||= isCut;
    const final = await partOf(guard, block, part, isCut, context);
    blocked ||= final.isBlocked;
    closed.set(index, final.part);
    if (final.part === undefined) return;
    const isAsReleased = final.part.type === 'tool-call' && final.part.argumentsText === block.released;
    if (isAsReleased) yield* send<T>(index, block, block.waiting);
    yield { type: 'part', block: index, part: final.part };
  };

  return {
    async *take<T>(event: Delta): AsyncGenerator<ChatEvent<T>, void> {
      if (event.type !== 'part') {
        const block = opened(event);
        const text = event.type === 'tool-call-delta' ? event.argumentsDelta : event.text;
        received += text;
        block.received += text;
        yield* emit<T>(event.block, block, await block.stream.push(text));
        blocked ||= block.stream.isBlocked;
        return;
      }
      const block = open.get(event.block);
      if (block !== undefined) {
        yield* close<T>(event.block, block, event.part);
        return;
      }
      const { part, isBlocked } = await guardAnswerPart(guard, event.part, context);
      blocked ||= isBlocked;
      closed.set(event.block, part);
      if (part !== undefined) yield { type: 'part', block: event.block, part };
    },
    async *closeAll<T>(): AsyncGenerator<ChatEvent<T>, void> {
      for (const [index, block] of [...open]) yield* close<T>(index, block, rawPart(block));
    },
    discard() {
      for (const block of open.values()) block.stream.cancel();
      open.clear();
      closed.clear();
    },
    content: () =>
      [...closed]
        .sort(([a], [b]) => a - b)
        .map(([, part]) => part)
        .filter((part) => part !== undefined),
    isBlocked: () => blocked,
    isEmpty: () => closed.size === 0 && open.size === 0,
    hasReleased: () => hasReleased,
    received: () => received,
  };
}

/** What of an optimistic block may stand in the part that closes it. */
function verifiedText(decision: Decision, received: string): string {
  return decision.action === 'allow' ? received : decision.action === 'redact' ? decision.text : '';
}

/** What the model has sent of a block, before any redaction. */
function rawPart(block: Block): Part {
  const { type, id, name, received } = block;
  if (type === 'tool-call-delta') {
    return { type: 'tool-call', id, name, argumentsText: received, arguments: parseJson(received) };
  }
  return {
    type: type === 'text-delta' ? 'text' : type === 'reasoning-delta' ? 'reasoning' : 'refusal',
    text: received,
  };
}

/** The model's part, with the text that was released in place of the text that it sent. */
async function partOf(
  guard: Guard,
  block: Block,
  part: Part,
  isCut: boolean,
  context: CallContext,
): Promise<{ readonly part: Part | undefined; readonly isBlocked: boolean }> {
  if (part.type === 'tool-call') {
    if (isCut) return { part: undefined, isBlocked: true };
    const sent = { ...part, argumentsText: block.received, arguments: parseJson(block.received) };
    return guardArguments(guard, sent, block.released, context);
  }
  if (part.type === 'file' || part.type === 'tool-result') return guardAnswerPart(guard, part, context);
  if (block.released === '' && part.text !== '') return { part: undefined, isBlocked: isCut };
  return { part: withText(part, block.released), isBlocked: isCut };
}
