import { createGuard, piiRail } from '@org/ai-guardrails';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { guardOpenAi, type GuardedOpenAi } from './guard-openai.ts';

const base = { id: 'c', created: 1, model: 'm' };
const fine = { ...base, choices: [{ index: 0, finish_reason: 'stop', message: { content: 'ok' } }] };

/** A client of a server that answers as other servers than OpenAI's do. */
function clientOf(answer: unknown, seen: unknown[] = []): GuardedOpenAi {
  const create = async (body: unknown): Promise<unknown> => {
    seen.push(body);
    return Promise.resolve(answer);
  };
  const guard = createGuard({ rails: [piiRail()] });
  return guardOpenAi({ chat: { completions: { create } } }, { guard, context: testContext() });
}

async function* chunksOf(chunks: readonly unknown[]): AsyncGenerator<unknown, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }] } as const;

describe('guardOpenAi, answers that are not what the protocol says', () => {
  it.each([{ ...base, choices: [] }, { error: { message: 'no, ada@example.com' } }])(
    'an answer without a choice is a fault, not an empty answer: %j',
    async (answer) => {
      const fault: unknown = await clientOf(answer)
        .chat.completions.create({ ...body, messages: [...body.messages] })
        .catch((error: unknown) => error);
      expect(fault).toMatchObject({ code: 'protocol' });
      expect(String(fault)).not.toContain('ada@');
    },
  );

  it('does not say that an answer is whole where the server does not', async () => {
    const answer = { ...base, choices: [{ index: 0, finish_reason: null, message: { content: 'half an' } }] };
    const { choices } = await clientOf(answer).chat.completions.create({ ...body, messages: [...body.messages] });
    expect(choices[0]).toMatchObject({ finish_reason: null, message: { content: 'half an' } });
  });

  it('an error among the chunks is a fault without its text', async () => {
    const delta = { ...base, choices: [{ index: 0, delta: { content: 'Hello there. ' } }] };
    const chunks = await clientOf(chunksOf([delta, { error: { message: 'ada@example.com' } }])).chat.completions.create(
      {
        ...body,
        messages: [...body.messages],
        stream: true,
      },
    );
    const read = async (): Promise<void> => {
      for await (const _ of chunks);
    };
    await expect(read()).rejects.toMatchObject({ code: 'protocol' });
  });

  it('checks refusals of the conversation so far', async () => {
    const seen: unknown[] = [];
    const messages = [
      { role: 'assistant', content: [{ type: 'refusal', refusal: 'not to ada@example.com' }] },
      { role: 'assistant', content: null, refusal: 'nor to bob@example.com' },
      { role: 'assistant', content: 'Hi', refusal: 'nor to eve@example.com' },
    ];
    await clientOf(fine, seen).chat.completions.create({ ...body, messages: messages as never });
    expect(seen[0]).toMatchObject({
      messages: [
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'not to [EMAIL_ADDRESS]' }] },
        { role: 'assistant', content: null, refusal: 'nor to [EMAIL_ADDRESS]' },
        { role: 'assistant', content: 'Hi', refusal: 'nor to [EMAIL_ADDRESS]' },
      ],
    });
  });
});
