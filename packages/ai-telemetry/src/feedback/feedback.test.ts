import { createFakePrincipal } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createMemoryTracer } from '../../test/memory-tracer.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';

const principal = createFakePrincipal({ tenant: 'meridian', subject: 'jane' });
const rating = { answerId: 'answer-1', score: 1, principal, feature: 'assistant', release: 'r42' };

describe('recordFeedback', () => {
  it('counts ratings by tenant, feature and release, and makes an event without the subject', () => {
    const { tracer, spans } = createMemoryTracer();
    const telemetry = createTelemetry({ tracer });
    for (const score of [1, 0.5, -1, 0]) telemetry.recordFeedback({ ...rating, score });
    const labels = { 'ai.tenant': 'meridian', 'ai.feature': 'assistant', 'ai.release': 'r42' };
    expect(telemetry.metrics()[0]?.series).toEqual([
      { labels: { 'ai.feedback.rating': 'negative', ...labels }, value: 1 },
      { labels: { 'ai.feedback.rating': 'neutral', ...labels }, value: 1 },
      { labels: { 'ai.feedback.rating': 'positive', ...labels }, value: 2 },
    ]);
    expect(spans()[0]?.name).toBe('feedback');
    expect(spans()[0]?.events[0]).toMatchObject({
      name: 'gen_ai.evaluation.result',
      attributes: {
        'gen_ai.evaluation.name': 'user_feedback',
        'gen_ai.evaluation.score.value': 1,
        'gen_ai.evaluation.score.label': 'positive',
        'gen_ai.response.id': 'answer-1',
      },
    });
    expect(JSON.stringify(spans()[0]?.attributes)).not.toContain('jane');
  });

  it.each([
    [{ ...rating, answerId: 'what is my balance?' }, 'invalid-input', 'answerId'],
    [{ ...rating, score: 2 }, 'invalid-input', 'score'],
    [{ ...rating, score: Number.NaN }, 'invalid-input', 'score'],
    [{ ...rating, principal: undefined as never }, 'unauthenticated', 'principal'],
  ])('refuses %j and names the field', (feedback, code, field) => {
    const telemetry = createTelemetry();
    const attempt = (): void => {
      telemetry.recordFeedback(feedback);
    };
    expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(field) }));
    expect(attempt).not.toThrow(/balance/);
    expect(telemetry.metrics()).toEqual([]);
  });
});

describe('limits', () => {
  it('must be positive integers', () => {
    expect(() => createTelemetry({ limits: { tenants: 0 } })).toThrow(/limits.tenants must be a positive integer/);
    expect(() => createTelemetry({ limits: { series: 1.5 } })).toThrow(/limits.series must be a positive integer/);
  });
});
