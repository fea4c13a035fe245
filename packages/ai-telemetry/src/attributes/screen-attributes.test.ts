import { describe, expect, it } from 'vitest';
import { createAttributeRegistry } from './attribute-registry.ts';
import { screenAttributes } from './screen-attributes.ts';

const registry = createAttributeRegistry({ 'shop.basket.items': 'number', 'gen_ai.input.messages': 'name' });
const screen = (attributes: Parameters<typeof screenAttributes>[0]): ReturnType<typeof screenAttributes> =>
  screenAttributes(attributes, registry);

describe('screenAttributes', () => {
  it('lets names, numbers and booleans of known keys through', () => {
    const attributes = {
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.request.temperature': 0.2,
      'gen_ai.request.stream': true,
      'gen_ai.response.finish_reasons': ['stop'],
      'ai.guard.rails': ['pii', 'injection'],
      'ai.retrieval.candidates': 12,
      'ai.guard.rail.pii.duration_ms': 0.4,
      'shop.basket.items': 3,
    };
    expect(screen(attributes)).toEqual({ safe: attributes, content: [], dropped: 0 });
  });

  it('drops unknown keys, whatever they hold', () => {
    expect(screen({ prompt: 'x', 'user.email': 'y', 'ai.unknown': 1, 'ai.retrieval.Query': 1 }).dropped).toBe(4);
  });

  it('drops values that are not what the key may hold, whole', () => {
    const { safe, dropped } = screen({
      'gen_ai.request.model': 'my card is 4111 1111 1111 1111',
      'gen_ai.agent.name': 'jane.doe@example.com',
      'gen_ai.request.max_tokens': 4_111_111_111_111_111,
      'gen_ai.request.top_p': Number.NaN,
      'gen_ai.request.stream': 'yes, and my name is Jane',
      'gen_ai.response.finish_reasons': ['stop', 'because Jane said so'],
      'ai.guard.rails': Array.from({ length: 17 }, (_, index) => `rail-${String(index)}`),
      'ai.retrieval.query': 'what is my balance?',
      'gen_ai.tool.name': { name: 'x' },
      'gen_ai.prompt.name': null,
    });
    expect({ safe, dropped }).toEqual({ safe: {}, dropped: 10 });
  });

  it('does not let callers write what telemetry writes itself', () => {
    const reserved = { 'ai.tenant': 'other-tenant', 'ai.cost.nano_usd': 0, 'error.type': 'timeout' };
    expect(screen(reserved)).toEqual({ safe: {}, content: [], dropped: 3 });
  });

  it('keeps content apart, and a registry entry of a service cannot change that', () => {
    const { safe, content } = screen({ 'gen_ai.input.messages': 'plain-word' });
    expect({ safe, content }).toEqual({ safe: {}, content: [['gen_ai.input.messages', 'plain-word']] });
  });

  it('takes at most 64 attributes and no undefined ones', () => {
    const many = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`ai.retrieval.k${String(index)}`, index] as const),
    );
    const { safe, dropped } = screen({ ...many, 'gen_ai.request.seed': undefined });
    expect([Object.keys(safe).length, dropped]).toEqual([64, 16]);
  });
});
