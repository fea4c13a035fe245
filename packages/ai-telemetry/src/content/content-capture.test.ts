import { createFakeClock, testContext } from '@org/ai-testing';
import { describe, expect, it } from 'vitest';
import { createMemoryTracer } from '../../test/memory-tracer.ts';
import { createTelemetry, type AiTelemetry } from '../telemetry/telemetry.ts';
import type { CaptureOptions } from './content-capture.ts';

const messages = [{ role: 'user', parts: [{ type: 'text', content: 'I am jane@example.com' }] }];

function capture(options: Partial<CaptureOptions> & Pick<CaptureOptions, 'redact'>): ReturnType<
  typeof createMemoryTracer
> & {
  telemetry: AiTelemetry;
  clock: ReturnType<typeof createFakeClock>;
} {
  const memory = createMemoryTracer();
  const clock = createFakeClock();
  const telemetry = createTelemetry({ tracer: memory.tracer, clock, capture: { content: 'redacted', ...options } });
  return { ...memory, telemetry, clock };
}
const mask = (text: string): string => text.replaceAll('jane@example.com', '[email]');

describe('capture of content', () => {
  it('does not start without a redact function', () => {
    for (const broken of [{ content: 'redacted' }, { content: 'full', redact: mask }, {}])
      expect(() => createTelemetry({ capture: broken as never })).toThrow(/redact function/);
  });

  it('redacts every string of a value, keys and numbers too, and ends the span at its own time', async () => {
    const { telemetry, spans, clock } = capture({
      redact: async (text) => Promise.resolve(mask(text).replaceAll('4111111111111111', '[card]')),
    });
    const span = telemetry.start('chat', { 'gen_ai.input.messages': messages }, testContext());
    span.set({ 'gen_ai.tool.call.arguments': { 'jane@example.com': 4_111_111_111_111_111, n: 3, ok: null } });
    await clock.advance(40);
    const endedMs = clock.epochMs();
    span.end();
    await clock.advance(700);
    await telemetry.flush();
    const [finished] = spans();
    expect(finished?.attributes['gen_ai.input.messages']).toBe(
      '[{"role":"user","parts":[{"type":"text","content":"I am [email]"}]}]',
    );
    expect(finished?.attributes['gen_ai.tool.call.arguments']).toBe('{"[email]":"[card]","n":3,"ok":null}');
    const [seconds = 0, nanos = 0] = finished?.endTime ?? [];
    expect(seconds * 1_000 + nanos / 1e6).toBe(endedMs);
    expect(JSON.stringify(telemetry.metrics())).not.toContain('[email]');
  });

  it.each([
    ['throws', () => Promise.reject(new Error('jane@example.com'))],
    ['returns no text', () => 7 as never],
    ['returns too much', () => 'x'.repeat(100_000)],
  ])('leaves content out when redaction %s', async (_, redact) => {
    const { telemetry, spans } = capture({ redact });
    telemetry.start('chat', { 'gen_ai.input.messages': messages }, testContext()).end();
    await telemetry.flush();
    expect(spans()[0]?.attributes).not.toHaveProperty('gen_ai.input.messages');
    expect(telemetry.metrics().find(({ definition }) => definition.name === 'ai.telemetry.dropped')?.series).toEqual([
      { labels: { 'ai.telemetry.drop_reason': 'content' }, value: 1 },
    ]);
  });

  it('gives up on a redaction that hangs, and on content that is too long to begin with', async () => {
    const { telemetry, spans, clock } = capture({ redact: () => new Promise(() => undefined), maxLength: 200 });
    telemetry.start('chat', { 'gen_ai.input.messages': 'short' }, testContext()).end();
    telemetry.start('chat', { 'gen_ai.input.messages': 'long'.repeat(100) }, testContext()).end();
    await clock.advance(5_000);
    await telemetry.flush();
    expect(spans().map(({ attributes }) => attributes['gen_ai.input.messages'])).toEqual([undefined, undefined]);
    expect(clock.sleepers).toBe(0);
  });
});
