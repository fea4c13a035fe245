import type { ChatModel, ChatRequest, DataPart, Message, Part } from '@org/ai-core';
import { createMarking, type Marking, type MarkOptions } from './marking.ts';

/** How a model's requests are marked. */
export interface MarkPartsOptions extends MarkOptions {
  /** Puts what the marks mean in front of the system message. @defaultValue true */
  readonly addsInstruction?: boolean | undefined;
}

/**
 * Puts marks around every text of a request that comes from outside: parts whose origin is untrusted, and tool results
 * unless their origin is trusted. Every call draws new marks and says in the system message what they mean; requests
 * without such text pass unchanged. Put it inside of a guard, so that rails see the text without marks. The answer is
 * passed on as it is: take marks that it quotes out with {@link Marking.unmark} of a marking of your own.
 * @example
 * ```ts
 * import type { ChatModel } from '@org/ai-core';
 * import { createGuard, injectionRail, markUntrustedParts } from '@org/ai-guardrails';
 *
 * declare const model: ChatModel;
 * const guarded = createGuard({ rails: [injectionRail()] }).wrap(markUntrustedParts(model, { method: 'delimit' }));
 * console.log(guarded.info.id);
 * ```
 */
export function markUntrustedParts(model: ChatModel, options: MarkPartsOptions = {}): ChatModel {
  // Wrong options are an error where they are given, not at the first request with untrusted text.
  createMarking(options);
  const marked = <T>(request: ChatRequest<T>): ChatRequest<T> => markRequest(request, options);
  return {
    info: model.info,
    generate: (request, context) => model.generate(marked(request), context),
    stream: (request, context) => model.stream(marked(request), context),
  };
}

/** The request with its untrusted texts marked; the same object when it has none. */
export function markRequest<T>(request: ChatRequest<T>, options: MarkPartsOptions = {}): ChatRequest<T> {
  const drawn: { marking?: Marking | undefined } = {};
  const markingOf = (): Marking => (drawn.marking ??= createMarking(options));
  const messages = request.messages.map((message): Message => {
    return { ...message, content: message.content.map((part) => markPart(part, message.role, markingOf)) };
  });
  const { marking } = drawn;
  if (marking === undefined) return request;
  return { ...request, messages: options.addsInstruction === false ? messages : instructed(messages, marking) };
}

function markPart(part: Part, role: Message['role'], markingOf: () => Marking): Part {
  if (part.type === 'tool-result') {
    const content = part.content.map((item): DataPart => {
      const isTrusted = (item.origin ?? part.origin)?.trust === 'trusted';
      return item.type === 'text' && !isTrusted ? { ...item, text: markingOf().mark(item.text) } : item;
    });
    return { ...part, content };
  }
  if (part.type !== 'text') return part;
  const isUntrusted = part.origin === undefined ? role === 'tool' : part.origin.trust === 'untrusted';
  return isUntrusted ? { ...part, text: markingOf().mark(part.text) } : part;
}

/** The instruction is the first thing that the model reads. */
function instructed(messages: readonly Message[], { instruction }: Marking): readonly Message[] {
  const [first, ...rest] = messages;
  const text = { type: 'text', text: instruction } as const;
  if (first?.role !== 'system') return [{ role: 'system', content: [text] }, ...messages];
  return [{ ...first, content: [{ ...text, text: `${instruction}\n\n` }, ...first.content] }, ...rest];
}
