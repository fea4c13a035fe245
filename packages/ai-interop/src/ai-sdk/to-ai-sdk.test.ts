import { AiError, type CallContext, type ChatRequest, type Part } from '@org/ai-core';
import { createGuard, egressRail, piiRail } from '@org/ai-guardrails';
import { createFakeChatModel, startFaultyUpstream, testContext } from '@org/ai-testing';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';
import { generateText as generateText6, streamText as streamText6 } from 'ai-6';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromAiSdk } from './from-ai-sdk.ts';
import { toAiSdk } from './to-ai-sdk.ts';

const context = testContext();
const guard = createGuard({ rails: [piiRail({ actions: { US_SSN: 'block' } }), egressRail()] });

function guarded(text: string, chunkSize = 3): Parameters<typeof generateText>[0]['model'] {
  return toAiSdk(guard.wrap(createFakeChatModel([{ text, chunkSize }], {})), { context });
}

describe('toAiSdk under the real SDK', () => {
  it('generateText and streamText give the released text', async () => {
    const model = guarded('Write to ada@example.com or [see](https://evil.test).');
    const { text, finishReason, usage } = await generateText({ model, prompt: 'Who?' });
    expect(text).toBe('Write to [EMAIL_ADDRESS] or see [link removed].');
    expect(finishReason).toBe('stop');
    expect(usage.inputTokens).toBeGreaterThan(0);
    const stream = streamText({ model: guarded('Write to ada@example.com now.'), prompt: 'Who?' });
    const deltas: string[] = [];
    for await (const delta of stream.textStream) deltas.push(delta);
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('')).toBe('Write to [EMAIL_ADDRESS] now.');
    expect(await stream.finishReason).toBe('stop');
  });

  it('generateText and streamText of version 6 do, too', async () => {
    const wrapped = guard.wrap(createFakeChatModel(['Write to ada@example.com.'], {}));
    const model = toAiSdk(wrapped, { context, specificationVersion: 'v3' });
    expect((await generateText6({ model, prompt: 'Who?' })).text).toBe('Write to [EMAIL_ADDRESS].');
    const again = toAiSdk(guard.wrap(createFakeChatModel(['To ada@example.com.'], {})), {
      context,
      specificationVersion: 'v3',
    });
    expect(await streamText6({ model: again, prompt: 'Who?' }).text).toBe('To [EMAIL_ADDRESS].');
  });

  it('an answer that a rail blocks ends with content-filter', async () => {
    const { finishReason, rawFinishReason, text } = await generateText({
      model: guarded('It is 536-22-8726.'),
      prompt: 'Who?',
    });
    expect({ finishReason, rawFinishReason, text }).toEqual({
      finishReason: 'content-filter',
      rawFinishReason: 'blocked',
      text: 'It is ',
    });
    const stream = streamText({ model: guarded('It is 536-22-8726.'), prompt: 'Who?' });
    expect(await stream.text).toBe('It is ');
    expect(await stream.finishReason).toBe('content-filter');
  });

  it('tools run in the loop of the SDK, behind the rails on their arguments and results', async () => {
    const call: Part = {
      type: 'tool-call',
      id: 'c1',
      name: 'look',
      argumentsText: '{"who":"ada@example.com"}',
      arguments: { who: 'ada@example.com' },
    };
    for (const isStreaming of [false, true]) {
      const fake = createFakeChatModel([{ parts: [call] }, 'Done.'], {});
      const seen: unknown[] = [];
      const tools = {
        look: tool({
          description: 'Looks somebody up.',
          inputSchema: jsonSchema<{ who: string }>({ type: 'object', properties: { who: { type: 'string' } } }),
          execute: async (input) => {
            seen.push(input);
            return 'See ![x](https://evil.test/leak)';
          },
        }),
      };
      const settings = {
        model: toAiSdk(guard.wrap(fake), { context }),
        prompt: 'Look.',
        tools,
        stopWhen: stepCountIs(3),
      };
      const text = isStreaming ? await streamText(settings).text : (await generateText(settings)).text;
      expect(text).toBe('Done.');
      expect(seen).toEqual([{ who: '[EMAIL_ADDRESS]' }]);
      expect(fake.calls[1]?.request.messages.at(-1)).toMatchObject({
        role: 'tool',
        content: [{ type: 'tool-result', id: 'c1', content: [{ type: 'text', text: 'See [image removed]' }] }],
      });
      expect(fake.calls[0]?.request.tools).toMatchObject([{ name: 'look', effect: 'egress' }]);
    }
  });

  it('structured output comes through', async () => {
    const model = guarded('{"mail":"ada@example.com"}');
    const { output } = await generateText({
      model,
      prompt: 'Who?',
      output: Output.object({ schema: z.object({ mail: z.string() }) }),
    });
    expect(output).toEqual({ mail: '[EMAIL_ADDRESS]' });
  });

  it('goes there and back again around a real provider', async () => {
    await using upstream = await startFaultyUpstream({ behaviour: { kind: 'answer', text: 'To ada@example.com.' } });
    const provider = createOpenAICompatible({ name: 'depot', baseURL: upstream.url });
    const model = toAiSdk(guard.wrap(fromAiSdk(provider('m'))), { context });
    const { text } = await generateText({
      model,
      instructions: 'Be brief.',
      prompt: 'I am bob@example.com. Who are you?',
    });
    expect(text).toBe('To [EMAIL_ADDRESS].');
    expect(upstream.requests.at(-1)?.body).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'I am [EMAIL_ADDRESS]. Who are you?' },
      ],
    });
    expect(await streamText({ model, prompt: 'Who?' }).text).toBe('To [EMAIL_ADDRESS].');
  });

  it('asks for the context at each call, and joins the signals', async () => {
    const fake = createFakeChatModel(['a', 'b'], {});
    const asked: string[] = [];
    const own = new AbortController();
    const model = toAiSdk(fake, {
      context: ({ providerOptions }): CallContext => {
        asked.push(String(providerOptions?.['org']?.['user']));
        return testContext({ signal: own.signal });
      },
    });
    await generateText({ model, prompt: 'One', providerOptions: { org: { user: 'ada' } } });
    expect(asked).toEqual(['ada']);
    own.abort();
    await expect(generateText({ model, prompt: 'Two', maxRetries: 0 })).rejects.toSatisfy((error) =>
      AiError.is(error, 'aborted'),
    );
  });

  it('a fault in the middle of a stream reaches the reader, not a short answer', async () => {
    const failing = {
      ...createFakeChatModel(['x'], {}),
      async *stream() {
        yield { type: 'start' as const, id: '1', route: { requested: 'm', attempts: [], cache: 'none' as const } };
        yield { type: 'text-delta' as const, block: 0, text: 'half' };
        await Promise.resolve();
        throw new AiError('truncated', 'cut');
      },
    };
    const faults: unknown[] = [];
    const stream = streamText({
      model: toAiSdk(failing, { context }),
      prompt: 'Who?',
      onError: ({ error }) => void faults.push(error),
    });
    let read = '';
    for await (const delta of stream.textStream) read += delta;
    expect(read).toBe('half');
    expect(faults).toMatchObject([{ code: 'truncated' }]);
  });

  it('leaving a stream stops the model', async () => {
    let isStopped = false;
    const endless = {
      ...createFakeChatModel(['x'], {}),
      async *stream() {
        try {
          yield { type: 'start' as const, id: '1', route: { requested: 'm', attempts: [], cache: 'none' as const } };
          while (true) {
            await new Promise((resolve) => setImmediate(resolve));
            yield { type: 'text-delta' as const, block: 0, text: 'more ' };
          }
        } finally {
          isStopped = true;
        }
      },
    };
    const { stream } = await toAiSdk(endless, { context }).doStream({ prompt: [] });
    const reader = stream.getReader();
    for (let part = 0; part < 4; part++) await reader.read();
    await reader.cancel();
    expect(isStopped).toBe(true);
  });

  it('maps messages of every kind there and back', async () => {
    const messages: ChatRequest['messages'] = [
      { role: 'system', content: [{ type: 'text', text: 's' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'u' },
          { type: 'file', mediaType: 'image/png', data: new Uint8Array([1, 2]) },
          { type: 'file', mediaType: 'image/png', data: 'https://example.com/a.png' },
          { type: 'file', mediaType: 'image/png', data: 'data:image/png;base64,AQI=' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm', opaque: 'signed' },
          { type: 'text', text: 'a' },
          { type: 'tool-call', id: 'c', name: 't', argumentsText: '{"a":1}', arguments: { a: 1 } },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', id: 'c', name: 't', content: [{ type: 'text', text: 'r' }] },
          { type: 'tool-result', id: 'd', name: 't', content: [{ type: 'text', text: 'bad' }], isError: true },
          {
            type: 'tool-result',
            id: 'e',
            name: 't',
            content: [
              { type: 'text', text: 'see' },
              { type: 'file', mediaType: 'image/png', data: 'https://example.com/b.png' },
              { type: 'file', mediaType: 'image/png', data: 'data:image/png;base64,AQI=' },
            ],
          },
        ],
      },
    ];
    const { promptOf } = await import('./prompt-to.ts');
    const { messagesFrom } = await import('./prompt-from.ts');
    expect(messagesFrom(promptOf(messages, 'v4'))).toEqual(messages);
    // Version 3 keeps no media type for a file by its URL in what a tool said.
    const [said] = messagesFrom(promptOf(messages.slice(3), 'v3'));
    expect(said).toEqual(
      JSON.parse(
        JSON.stringify(messages[3]).replace(
          '"image/png","data":"https://example.com/b.png"',
          '"application/octet-stream","data":"https://example.com/b.png"',
        ),
      ),
    );
    expect(messagesFrom(promptOf(messages.slice(0, 3), 'v3'))).toEqual(messages.slice(0, 3));
  });

  it('says what it leaves out, and refuses what it cannot do', async () => {
    const model = toAiSdk(createFakeChatModel(['a'], {}), { context });
    const { warnings } = await model.doGenerate({ prompt: [], topK: 3 });
    expect(warnings).toEqual([{ type: 'unsupported', feature: 'topK' }]);
    const refused = model.doGenerate({ prompt: [], tools: [{ type: 'provider', name: 'web_search' }] });
    await expect(refused).rejects.toMatchObject({ code: 'unsupported' });
    const custom = model.doGenerate({ prompt: [{ role: 'user', content: [{ type: 'custom' }] }] });
    await expect(custom).rejects.toMatchObject({ code: 'unsupported' });
  });
});
