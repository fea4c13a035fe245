import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FinishReason } from '../contracts/chat-model.ts';
import type { AiErrorCode } from '../contracts/error-code.ts';
import { validateOutput } from './validate-output.ts';

const output = { name: 'person', schema: z.object({ age: z.number() }), jsonSchema: {} };

describe('validateOutput', () => {
  it('gives the object that the schema makes of the text', async () => {
    expect(await validateOutput(output, '{"age": 3, "more": 1}', 'stop')).toEqual({ age: 3 });
  });

  it('gives nothing without a schema and on the way to tool calls', async () => {
    expect(await validateOutput(undefined, 'text', 'stop')).toBeUndefined();
    expect(await validateOutput(output, '', 'tool-calls')).toBeUndefined();
    expect(await validateOutput({ ...output, isDeferred: true }, 'text', 'stop')).toBeUndefined();
  });

  it.each<[string, FinishReason, AiErrorCode]>([
    ['{"age": "private"}', 'stop', 'protocol'],
    ['private', 'stop', 'protocol'],
    ['{"age": 1', 'length', 'truncated'],
    ['', 'refusal', 'blocked'],
    ['', 'content-filter', 'blocked'],
  ])('rejects %s after %s as %s, repeating nothing', async (text, finishReason, code) => {
    const error: unknown = await validateOutput(output, text, finishReason).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toContain('private');
  });
});
