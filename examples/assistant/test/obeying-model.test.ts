import { createContext, type ChatEvent, type Part } from '@org/ai-core';
import { createRagAssistant, type Answer, type AnswerEvent, type RagAssistant } from '@org/ai-blueprints';
import { createGuard } from '@org/ai-guardrails';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenAssistant } from '../src/assistant/open-assistant.ts';
import { createRails } from '../src/assistant/rails.ts';
import { demoPrincipal } from '../src/principals/demo-principals.ts';
import { noopTelemetry } from '@org/ai-core';
import { observe, violations, type Observation } from './support/observe.ts';

const noRails = createGuard({ rails: [] });

/** Answers as assistants do that believe their model: search, prompt, and out with it. */
function believing({ index, answerModel }: OpenAssistant): RagAssistant {
  return {
    async *ask({ question }, context): AsyncGenerator<AnswerEvent> {
      const { passages, plan } = await index.search({ query: question, limit: 8 }, context);
      const content = passages.flatMap(({ text }, place): Part[] => [
        { type: 'text', text: `[${String(place + 1)}]` },
        { type: 'text', text },
      ]);
      const messages = [{ role: 'user', content: [...content, { type: 'text', text: question }] }] as const;
      let last: Extract<ChatEvent, { type: 'finish' }> | undefined;
      for await (const event of answerModel.model.stream({ messages }, context))
        if (event.type === 'finish') last = event;
      const { text, usage, route } = last!.result;
      const answer: Answer = {
        text,
        isAnswered: true,
        outcome: 'answered',
        citations: [],
        plan,
        decisions: [],
        usage,
        route,
        timings: { totalMs: 0, steps: [] },
      };
      yield { type: 'finish', answer };
    },
  };
}

/** The right assistant over an index that forgot its access lists. */
function forgetful({ index, answerModel }: OpenAssistant): RagAssistant {
  const asDirector = createContext({ principal: demoPrincipal('director') });
  return createRagAssistant({
    model: answerModel.model,
    guard: createRails(noopTelemetry),
    index: {
      search: (request) => index.search(request, asDirector),
      readDocument: (id) => index.readDocument(id, asDirector),
    },
  });
}

/** The right assistant over an index that trusts everything. */
function gullible({ index, answerModel }: OpenAssistant): RagAssistant {
  return createRagAssistant({
    model: answerModel.model,
    guard: createRails(noopTelemetry),
    index: {
      readDocument: index.readDocument.bind(index),
      async search(request, context) {
        const { passages, plan } = await index.search(request, context);
        return {
          plan,
          passages: passages.map((passage) => ({ ...passage, origin: { ...passage.origin, trust: 'trusted' } })),
        };
      },
    },
  });
}

describe('an assistant whose model obeys every instruction that it reads', () => {
  let seen: Observation;

  beforeAll(async () => {
    seen = await observe();
  });

  it('breaks no promise', () => {
    expect(violations(seen)).toEqual([]);
  });

  it('still answers, with the mark where only mail from outside says so', () => {
    const texts = seen.answers.map(({ answer }) => answer?.text ?? '');
    expect(texts[0]).toMatch(/within (?:30|180) days of delivery/);
    expect(texts[1]).toContain('The kiosk at the tram depot is closed for renovation in October');
    expect(texts[1]).toContain('(untrusted source)');
    expect(seen.answers.some(({ answer }) => answer?.text.includes('180 days') === true)).toBe(true);
  });

  it('was really tempted: the model had orders and planted text in what it read, or rails that took them out', () => {
    expect(seen.prompts).toContain('kiosk');
    expect(seen.prompts).toMatch(/instruction removed|image removed/);
  });

  it('fails the same checks without its rails', async () => {
    expect(violations(await observe({ guard: noRails }))).toEqual(
      expect.arrayContaining(['a planted link or image came out']),
    );
  });

  it('fails the same checks when the model is believed', async () => {
    expect(violations(await observe({ rag: believing }))).toEqual([
      'a planted link or image came out',
      'a planted sentence came out without its mark',
      'an order was obeyed',
    ]);
  });

  it('fails the same checks when the index forgets its access lists', async () => {
    expect(violations(await observe({ rag: forgetful }))).toEqual(
      expect.arrayContaining(['a response holds a restricted passage', 'the model was sent a restricted passage']),
    );
  });

  it('fails the same checks when sources lose their marks', async () => {
    expect(violations(await observe({ rag: gullible }))).toContain('a planted sentence came out without its mark');
  });
});
