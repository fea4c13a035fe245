import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from './config.ts';

const schema = z.strictObject({
  server: z.strictObject({ port: z.int().max(65_535) }),
  apiKey: z.string().min(8).optional(),
});

it('returns what the schema makes of the value', () => {
  expect(parseConfig(schema, { server: { port: 1 } }, { name: 'config' })).toEqual({ server: { port: 1 } });
});

it('names every wrong field, unknown keys included, and repeats no value', () => {
  const parse = (): unknown =>
    parseConfig(schema, { server: { port: 'high', prot: 1 }, apiKey: 'hunter2' }, { name: 'config' });
  expect(parse).toThrow(/config\.server\.port: .*config\.server: .*prot.*config\.apiKey: /);
  expect(parse).not.toThrow(/hunter2/);
  expect(parse).toThrow(expect.objectContaining({ code: 'invalid-input' }));
});
