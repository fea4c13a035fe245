import type { ChatModel, ChatRequest, ChatResult, Part } from '@org/ai-core';
import { testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createGuard, piiRail } from '../index.ts';

const context = testContext();

function modelOf(content: readonly Part[], seen: ChatRequest[]): ChatModel {
  const route = { requested: 'm', attempts: [], cache: 'none' } as const;
  const usage = { inputTokens: 0, outputTokens: 0, source: 'none' } as const;
  const result: ChatResult = { id: 'r', content, text: '', object: undefined, finishReason: 'stop', usage, route };
  return {
    info: { id: 'm', provider: 'test', inputs: [], supports: {} },
    generate: async (request: ChatRequest) => {
      seen.push(request);
      return Promise.resolve(result);
    },
    async *stream() {
      yield { type: 'start', id: 'r', route };
      for (const [block, part] of content.entries()) yield await Promise.resolve({ type: 'part', block, part });
      yield { type: 'finish', result };
    },
  } as unknown as ChatModel;
}

describe('parts that are neither text nor tool calls', () => {
  it('a refusal of the conversation so far is checked like any text', async () => {
    const seen: ChatRequest[] = [];
    const guarded = createGuard({ rails: [piiRail()] }).wrap(modelOf([], seen));
    const refusal = { type: 'refusal', text: 'I may not write to ada@example.com' } as const;
    await guarded.generate({ messages: [{ role: 'assistant', content: [refusal] }] }, context);
    expect(JSON.stringify(seen)).toContain('write to [EMAIL_ADDRESS]');
  });

  it('what a tool of the provider said is checked in the answer, whole and streamed', async () => {
    const said = { type: 'text', text: 'by ada@example.com' } as const;
    const part = { type: 'tool-result', id: '1', name: 'search', content: [said] } as const;
    const guarded = createGuard({ rails: [piiRail()] }).wrap(modelOf([part], []));
    const answers: unknown[] = [await guarded.generate({ messages: [] }, context)];
    for await (const event of guarded.stream({ messages: [] }, context)) answers.push(event);
    expect(JSON.stringify(answers)).not.toContain('ada@');
    expect(JSON.stringify(answers).match(/by \[EMAIL_ADDRESS\]/g)).toHaveLength(3);
  });
});
