import { collect, type ChatEvent, type ChatRequest, type Message, type Part } from '@org/ai-core';
import { createFakeChatModel, createFakePrincipal, testContext, type FakeTurn } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { egressRail } from '../egress/egress.ts';
import { createGuard } from '../guard/guard.ts';
import { piiRail } from '../pii/pii.ts';
import type { Tool } from '../tool/guard-tool.ts';
import { createVault } from '../vault/vault.ts';

const context = testContext({ conversation: 'one' });
const guard = createGuard({
  rails: [piiRail({ stages: ['input', 'tool-result', 'output'] }), egressRail({ allowedHosts: ['docs.example.com'] })],
  vault: createVault(),
});

const said = (role: Message['role'], text: string): Message => ({ role, content: [{ type: 'text', text }] });
const question: ChatRequest = { messages: [said('user', 'Write to ada@example.com or bob@example.org')] };

async function answer(
  turn: FakeTurn,
  request: ChatRequest = question,
  of = context,
): Promise<{ events: ChatEvent[]; prompt: string }> {
  const model = createFakeChatModel([turn]);
  const events: ChatEvent[] = [];
  for await (const event of guard.wrap(model).stream(request, of)) events.push(event);
  return { events, prompt: JSON.stringify(model.calls.map((call) => call.request.messages)) };
}

const deltasOf = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
const finishOf = (events: readonly ChatEvent[]) => {
  const last = events.at(-1);
  if (last?.type !== 'finish') throw new Error('the stream has no end');
  return last.result;
};

describe('wrap with a vault', () => {
  it.each([1, 2, 3, 7, 100])(
    'shows the model placeholders and the caller values, in pieces of %i',
    async (chunkSize) => {
      const text = 'Sent to [EMAIL_ADDRESS_1], not to [EMAIL_ADDRESS_2] or [EMAIL_ADDRESS_3] [';
      const { events, prompt } = await answer({ text, chunkSize });
      expect(prompt).toContain('Write to [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_2]');
      expect(prompt).not.toContain('@');
      const whole = 'Sent to ada@example.com, not to bob@example.org or [EMAIL_ADDRESS_3] [';
      expect(deltasOf(events)).toBe(whole);
      expect(finishOf(events).text).toBe(whole);
      expect(
        await collect(
          (async function* () {
            yield* events;
          })(),
        ),
      ).toEqual(finishOf(events));
      const generated = await guard.wrap(createFakeChatModel([{ text }])).generate(question, context);
      expect(generated.text).toBe(whole);
    },
  );

  it('has the output rails look at the placeholder: neither is the value redacted again, nor an own one of the model kept', async () => {
    const { events } = await answer({ text: 'To [EMAIL_ADDRESS_1] and eve@evil.test' });
    expect(deltasOf(events)).toBe('To ada@example.com and [EMAIL_ADDRESS]');
  });

  it('makes no link that the rails would not let pass', async () => {
    const request = { messages: [said('user', 'My server is 203.0.113.7')] };
    const attempts = [
      'https://[IP_ADDRESS_1]/?q=1',
      '![a](//[IP_ADDRESS_1]/x)',
      '[a](https://docs.example.com@[IP_ADDRESS_1]/)',
      '<img src="http://[IP_ADDRESS_1]/">',
    ];
    for (const text of attempts)
      expect(deltasOf((await answer({ text }, request)).events)).not.toContain('203.0.113.7');
    expect(deltasOf((await answer({ text: 'It is [IP_ADDRESS_1].' }, request)).events)).toBe('It is 203.0.113.7.');
  });

  it('gives nothing to another principal or conversation', async () => {
    await answer({ text: 'ok' });
    const turn = { text: 'Sent to [EMAIL_ADDRESS_1]' };
    const hello = { messages: [said('user', 'hello')] };
    const others = [
      testContext({ conversation: 'two' }),
      testContext({ conversation: 'one', principal: createFakePrincipal({ subject: 'eve' }) }),
      testContext(),
    ];
    for (const other of others) expect(deltasOf((await answer(turn, hello, other)).events)).toBe(turn.text);
  });

  it('gives a value the same placeholder on every turn, in what was answered before too', async () => {
    const messages = [
      ...question.messages,
      said('assistant', 'To ada@example.com'),
      said('user', 'And carol@example.net?'),
    ];
    const { events, prompt } = await answer({ text: '[EMAIL_ADDRESS_1] [EMAIL_ADDRESS_3]' }, { messages });
    expect(prompt).toContain('To [EMAIL_ADDRESS_1]');
    expect(deltasOf(events)).toBe('ada@example.com carol@example.net');
  });

  it('restores refusals, but neither reasoning nor tool calls', async () => {
    const parts: Part[] = [
      { type: 'reasoning', text: 'about [EMAIL_ADDRESS_1]', opaque: 'signed' },
      { type: 'refusal', text: 'not for [EMAIL_ADDRESS_1]' },
      {
        type: 'tool-call',
        id: '1',
        name: 'mail',
        argumentsText: '{"to":"[EMAIL_ADDRESS_1]"}',
        arguments: { to: '[EMAIL_ADDRESS_1]' },
      },
    ];
    const { events } = await answer({ parts });
    expect(finishOf(events).content).toEqual([
      parts[0],
      { type: 'refusal', text: 'not for ada@example.com' },
      parts[2],
    ]);
    for (const event of events) if (event.type === 'tool-call-delta') expect(event.argumentsDelta).not.toContain('@');
  });

  it('keeps a structured answer JSON', async () => {
    const schema = { '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) } };
    const output = { name: 'mail', schema, jsonSchema: {} };
    const object = { to: ['[EMAIL_ADDRESS_1]'], note: { of: '[EMAIL_ADDRESS_2]', count: 1, none: null } };
    const model = createFakeChatModel([{ text: JSON.stringify(object), object }]);
    const result = await guard.wrap(model).generate({ ...question, output }, context);
    const restored = { to: ['ada@example.com'], note: { of: 'bob@example.org', count: 1, none: null } };
    expect(result.object).toEqual(restored);
    expect(JSON.parse(result.text)).toEqual(restored);
  });

  it('runs calls of one conversation side by side without mixing their values up', async () => {
    const people = Array.from({ length: 20 }, (_, index) => `person${String(index)}@example.com`);
    const own = testContext({ conversation: 'busy' });
    const texts = await Promise.all(
      people.map(async (person) => {
        const model = createFakeChatModel([{ text: 'ok' }]);
        await guard.wrap(model).generate({ messages: [said('user', person)] }, own);
        const part = model.calls[0]?.request.messages[0]?.content[0];
        return part?.type === 'text' ? part.text : '';
      }),
    );
    expect(new Set(texts).size).toBe(people.length);
    for (const [index, text] of texts.entries())
      expect(await guard.restore(text, { context: own })).toBe(people[index]);
  });
});

describe('a tool behind a guard with a vault', () => {
  const spec = { name: 'mail', description: 'sends', inputSchema: {}, effect: 'egress' as const };
  const call = {
    type: 'tool-call' as const,
    id: '1',
    name: 'mail',
    argumentsText: '',
    arguments: { to: '[EMAIL_ADDRESS_1]', cc: ['[EMAIL_ADDRESS_7]'] },
  };
  const received = async (tool: Partial<Tool>): Promise<unknown> => {
    await answer({ text: 'ok' });
    let got: unknown;
    const guarded = guard.tool({
      spec,
      run(input) {
        got = input;
        return Promise.resolve('sent to ada@example.com, [EMAIL_ADDRESS_1], [EMAIL_ADDRESS_9]');
      },
      ...tool,
    });
    const outcome = await guarded.call(call, context);
    return [got, outcome.result.content];
  };
  const echoed = [{ type: 'text', text: 'sent to [EMAIL_ADDRESS_1], [EMAIL_ADDRESS_1], [LITERAL_1]' }];

  it('gets placeholders, unless it says that it needs the values', async () => {
    expect(await received({})).toEqual([{ to: '[EMAIL_ADDRESS_1]', cc: ['[EMAIL_ADDRESS_7]'] }, echoed]);
    expect(await received({ getsValues: true })).toEqual([
      { to: 'ada@example.com', cc: ['[EMAIL_ADDRESS_7]'] },
      echoed,
    ]);
  });
});

describe('a guard without a vault', () => {
  it('leaves plain placeholders, and says what is missing when it is to restore', async () => {
    const plain = createGuard({ rails: [piiRail()] });
    const decision = await plain.check('ada@example.com [A_1]', { stage: 'input', context });
    expect(decision).toMatchObject({ text: '[EMAIL_ADDRESS] [A_1]' });
    await expect(plain.restore('[EMAIL_ADDRESS_1]', { context })).rejects.toThrow(/options.vault/);
  });
});
