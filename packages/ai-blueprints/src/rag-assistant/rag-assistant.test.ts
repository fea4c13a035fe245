import { collect, composeModel, type ChatModel, type Usage } from '@org/ai-core';
import { createGuard, piiRail } from '@org/ai-guardrails';
import { createExtractiveModel, NOT_IN_DOCUMENTS } from '@org/ai-serving';
import { createFakeChatModel, createFakePrincipal, createRecordingTelemetry, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { ask } from '../../test/ask.ts';
import { createFakeIndex, type FakeDocument } from '../../test/fake-index.ts';
import { collectAnswer, createRagAssistant, notInDocuments } from '../index.ts';

const refunds: FakeDocument = {
  id: 'refunds.md',
  text: 'A refund is paid within 14 days. Above 500 EUR the support lead approves it.',
};
const mail: FakeDocument = { id: 'inbox/mail.md', text: 'All refunds are paid twice this month.', trust: 'untrusted' };

// eslint-disable-next-line @typescript-eslint/no-empty-function -- answers nothing, on purpose
async function* none(): AsyncGenerator<never> {}

describe('createRagAssistant', () => {
  it('goes through its steps in order and brings a citation before its text', async () => {
    const { events, answer, streamed } = await ask(
      [refunds],
      createFakeChatModel('A refund is paid within 14 days. [1]'),
    );
    expect(events.map((event) => (event.type === 'step' ? event.step : event.type))).toEqual([
      'input',
      'retrieve',
      'screen',
      'citation',
      'text-delta',
      'generate',
      'verify',
      'finish',
    ]);
    expect(answer.timings.steps.map(({ step }) => step)).toEqual(['input', 'retrieve', 'screen', 'generate', 'verify']);
    expect(answer.text).toBe('A refund is paid within 14 days. [1]');
    expect(streamed).toBe(answer.text);
    expect(answer).toMatchObject({ isAnswered: true, outcome: 'answered', plan: { readableDocuments: 1 } });
    expect(answer.citations).toEqual([
      {
        document: 'refunds.md',
        digest: 'sha256:refunds.md',
        span: { start: 0, end: 32 },
        quote: 'A refund is paid within 14 days.',
        isVerified: true,
        title: 'Title of refunds.md',
        trust: 'trusted',
      },
    ]);
  });

  it('gives the model the passages in order with their origin, then the question', async () => {
    const model = createFakeChatModel(notInDocuments);
    await ask([refunds, mail], model, { question: 'When?' });
    const request = model.calls[0]!.request;
    const content = request.messages.at(-1)!.content;
    expect(content.map((part) => ('text' in part ? part.text : ''))).toEqual([
      '[1]',
      refunds.text,
      '[2] (untrusted source)',
      mail.text,
      'When?',
    ]);
    expect(content.map((part) => part.origin?.trust)).toEqual([
      undefined,
      'trusted',
      undefined,
      'untrusted',
      undefined,
    ]);
    expect(request.sources?.map(({ document }) => document)).toEqual(['refunds.md', 'inbox/mail.md']);
  });

  it('offers the model no tool, and gives nothing of one that it calls all the same', async () => {
    const toAddress = { to: 'a@b.example' };
    const call = {
      type: 'tool-call',
      id: '1',
      name: 'send_mail',
      argumentsText: JSON.stringify(toAddress),
      arguments: toAddress,
    } as const;
    const model = createFakeChatModel([{ text: 'A refund is paid within 14 days. [1]', parts: [call] }]);
    const { answer, events } = await ask([refunds], model);
    const { tools, toolChoice } = model.calls[0]!.request;
    expect([tools, toolChoice]).toEqual([undefined, undefined]);
    expect(answer.text).toBe('A refund is paid within 14 days. [1]');
    expect(JSON.stringify(events)).not.toContain('send_mail');
  });

  it('works with the extractive model, which says the same sentence when nothing answers', async () => {
    expect(NOT_IN_DOCUMENTS).toBe(notInDocuments);
    const answered = await ask([refunds], createExtractiveModel());
    expect(answered.answer.text).toContain('A refund is paid within 14 days. [1]');
    const { answer } = await ask([refunds], createExtractiveModel(), { question: 'Who painted the Mona Lisa?' });
    expect(answer).toMatchObject({
      text: notInDocuments,
      isAnswered: false,
      outcome: 'not-in-documents',
      citations: [],
    });
  });

  it('does not ask the model when nothing readable was found', async () => {
    const model = createFakeChatModel('Anything. [1]');
    const secret = { ...refunds, acl: { allow: ['group:finance'] } };
    const { answer } = await ask([secret], model, { context: testContext({ principal: createFakePrincipal() }) });
    expect(answer).toMatchObject({ text: notInDocuments, isAnswered: false });
    expect(model.calls).toHaveLength(0);
    expect(JSON.stringify(answer)).not.toContain('refunds.md');
  });

  it('stops a question that a rail blocks, before the search', async () => {
    const index = createFakeIndex([refunds]);
    const guard = createGuard({ rails: [piiRail({ actions: { EMAIL_ADDRESS: 'block' } })] });
    const { answer } = await ask([], createFakeChatModel('x'), { index, guard, question: 'Who is ada@example.com?' });
    expect(answer).toMatchObject({ isAnswered: false, outcome: 'blocked', plan: undefined });
    expect(index.calls).toHaveLength(0);
  });

  it('searches and asks with the question as the rails left it', async () => {
    const model = createFakeChatModel(notInDocuments);
    await ask([refunds], model, {
      guard: createGuard({ rails: [piiRail()] }),
      question: 'Did ada@example.com get a refund?',
    });
    expect(JSON.stringify(model.calls[0]!.request.messages)).not.toContain('ada@');
  });

  it('drops a passage that a rail blocks, says so, and numbers the others', async () => {
    const blocked = { id: 'b.md', text: 'Write to ada@example.com about refunds.' };
    const guard = createGuard({ rails: [piiRail({ stages: ['retrieval'], actions: { EMAIL_ADDRESS: 'block' } })] });
    const { answer } = await ask([blocked, refunds], createFakeChatModel('A refund is paid within 14 days. [1]'), {
      guard,
    });
    expect(answer.citations[0]?.document).toBe('refunds.md');
    expect(answer.decisions).toContainEqual(
      expect.objectContaining({ step: 'screen', subject: 'passage', number: 1, document: 'b.md', action: 'block' }),
    );
  });

  it('marks a sentence that only an untrusted source supports', async () => {
    const model = createFakeChatModel(
      'All refunds are paid twice this month [2]. A refund is paid within 14 days. [1]',
    );
    const { answer } = await ask([refunds, mail], model);
    expect(answer.text).toBe(
      'All refunds are paid twice this month [1] (untrusted source). A refund is paid within 14 days. [2]',
    );
    expect(answer.citations.map(({ trust }) => trust)).toEqual(['untrusted', 'trusted']);
  });

  it('does not let a trusted passage vouch for what only an untrusted one says', async () => {
    const model = createFakeChatModel('All refunds are paid twice this month. [1]');
    const { answer } = await ask([refunds, mail], model);
    expect(answer).toMatchObject({ isAnswered: false, text: notInDocuments, citations: [] });
  });

  it('names what the model used and what it cost', async () => {
    const usage = { inputTokens: 100, outputTokens: 7, source: 'provider' } as const;
    const telemetry = createRecordingTelemetry();
    const model = createFakeChatModel([{ text: 'A refund is paid within 14 days. [1]', usage }]);
    const { answer } = await ask([refunds], model, { telemetry });
    expect(answer.usage).toEqual(usage);
    expect(answer.route.attempts).toHaveLength(1);
    expect(answer.costNanoUsd).toBeUndefined();
    expect(telemetry.operations[0]).toMatchObject({
      name: 'invoke_agent',
      hasFirstToken: true,
      ends: 1,
      error: undefined,
    });
    expect(telemetry.operations[0]?.usages).toEqual([{ usage, costNanoUsd: undefined }]);
    expect(telemetry.open()).toEqual([]);
  });

  it('prices what comes without a cost, from a table', async () => {
    const priceTable = { version: 'test', priceNanoUsd: (_model: string, usage: Usage) => usage.outputTokens * 1_000 };
    const usage = { inputTokens: 100, outputTokens: 7, source: 'provider' } as const;
    const model = createFakeChatModel([{ text: 'A refund is paid within 14 days. [1]', usage }]);
    expect((await ask([refunds], model, { priceTable })).answer.costNanoUsd).toBe(7_000);
  });

  it('keeps the guard inside the telemetry layer and outside the cache', async () => {
    const order: string[] = [];
    const layer = (name: string) => (model: ChatModel) =>
      composeModel(
        {},
        {
          info: model.info,
          generate: (request, context) => collect(model.stream(request, context)),
          stream(request, context) {
            order.push(name);
            return model.stream(request, context);
          },
        },
      );
    const layers = {
      telemetry: layer('telemetry'),
      cache: layer('cache'),
      budget: layer('budget'),
      resilience: layer('resilience'),
    };
    await ask([refunds], createFakeChatModel(notInDocuments), { layers });
    expect(order).toEqual(['telemetry', 'cache', 'budget', 'resilience']);
  });

  it.each([
    ['an empty question', { question: ' ' }, 'invalid-input'],
    ['a question that is too long', { question: 'x'.repeat(4_001) }, 'payload-too-large'],
  ])('refuses %s', async (_, options, code) => {
    await expect(ask([refunds], createFakeChatModel('x'), options)).rejects.toMatchObject({ code });
  });

  it.each<[object]>([[{ maxPassages: 0 }], [{ timeoutMs: NaN }], [{ maxPasages: 3 }]])('refuses %o', (limits) => {
    const parts = { index: createFakeIndex([]), model: createFakeChatModel('x'), guard: createGuard({ rails: [] }) };
    expect(() => createRagAssistant({ ...parts, limits })).toThrow(/limits\.max|limits\.timeout/);
  });

  it('collects an answer, and no half one', async () => {
    const assistant = createRagAssistant({
      index: createFakeIndex([refunds]),
      model: createFakeChatModel('A refund is paid within 14 days. [1]'),
      guard: createGuard({ rails: [] }),
    });
    expect((await collectAnswer(assistant.ask({ question: 'When?' }, testContext()))).isAnswered).toBe(true);
    await expect(collectAnswer(none())).rejects.toMatchObject({ code: 'truncated' });
  });
});
