import { collect, type ChatEvent, type ChatRequest } from '@org/ai-core';
import { createFakeChatModel, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { piiRail } from '../pii/pii.ts';
import type { JudgeRail } from '../rail/rail.ts';
import { createGuard } from './guard.ts';

const context = testContext();
const scope = { stage: 'output', context, release: 'optimistic' } as const;
const guard = createGuard({ rails: [piiRail({ actions: { US_SSN: 'block' } })] });
const question: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Who?' }] }] };

async function read(chunks: Iterable<string>): Promise<string[]> {
  const released: string[] = [];
  for await (const text of guard.stream(scope).transform(chunks)) released.push(text);
  return released;
}

describe("release: 'optimistic'", () => {
  it('lets text go as it comes, and decides as a verified release does', async () => {
    const chunks = ['Write to ada@', 'example.com', '.'];
    const stream = guard.stream(scope);
    const released: string[] = [];
    for await (const text of stream.transform(chunks)) released.push(text);
    expect(released).toEqual(chunks);
    const verified = await guard.check(chunks.join(''), { stage: 'output', context });
    expect(await stream.decision).toMatchObject({ action: 'redact', findings: verified.findings });
  });

  it('ends behind a block, which comes too late for the text before', async () => {
    let pulled = 0;
    const source = (function* () {
      for (; pulled < 50; pulled++) yield 'SSN 536-22-8726. ';
    })();
    const released = await read(source);
    expect(released.length).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(5);
  });

  it('does not wait for a slow rail until the end', async () => {
    let answer: (() => void) | undefined;
    const rail: JudgeRail = {
      id: 'slow',
      stages: ['output'],
      mode: 'enforce',
      onError: 'closed',
      unit: 'sentence',
      open: () => ({ judge: () => new Promise((resolve) => (answer = () => resolve([]))) }),
    };
    const stream = createGuard({ rails: [rail] }).stream(scope);
    expect(await stream.push('One. ')).toBe('One. ');
    expect(await stream.push('Two.')).toBe('Two.');
    const ended = stream.end();
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      answer?.();
    }
    expect((await ended).decision.action).toBe('allow');
  });

  it('hands a fault on to whoever pushes next', async () => {
    const controller = new AbortController();
    const stream = guard.stream({ ...scope, context: testContext({ signal: controller.signal }) });
    await stream.push('a');
    controller.abort();
    await expect(stream.push('b').then(() => stream.end())).rejects.toMatchObject({ code: 'aborted' });
  });

  it('closes parts of a wrapped model with verified text', async () => {
    const model = createFakeChatModel([{ text: 'Write to ada@example.com now.', chunkSize: 3 }], {});
    const deltas: ChatEvent[] = [];
    const wrapped = guard.wrap(model, { release: 'optimistic' });
    const result = await collect(
      (async function* () {
        for await (const event of wrapped.stream(question, context)) {
          deltas.push(event);
          yield event;
        }
      })(),
    );
    const text = deltas.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    expect(text).toBe('Write to ada@example.com now.');
    expect(result.text).toBe('Write to [EMAIL_ADDRESS] now.');
  });
});
