interface EchoBody {
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
  readonly stream?: boolean | null;
}

/** How every answer of the echo model begins, so that nobody takes it for a real one. */
const echoMark = '[echo model: no model is configured]';

/** Stands in for an OpenAI client until a model is configured: it repeats the question, through the same rails. */
export function createEchoClient(): { readonly chat: { readonly completions: { readonly create: unknown } } } {
  const create = (body: EchoBody): Promise<unknown> => {
    const question = body.messages.findLast(({ role }) => role === 'user')?.content;
    const text = `${echoMark} ${typeof question === 'string' ? question : ''}`;
    return Promise.resolve(body.stream === true ? chunksOf(text) : completionOf(text));
  };
  return { chat: { completions: { create } } };
}

const head = { id: 'echo', created: 0, model: 'echo' } as const;

function completionOf(text: string): object {
  const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } };
  return { ...head, object: 'chat.completion', choices: [choice] };
}

async function* chunksOf(text: string): AsyncGenerator<object, void> {
  const chunk = (delta: object, reason: string | null): object => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  for (let at = 0; at < text.length; at += 8)
    yield await Promise.resolve(chunk({ content: text.slice(at, at + 8) }, null));
  yield chunk({}, 'stop');
}
