import type { ZodType } from 'zod';
import { AiError } from '../errors/ai-error.ts';

/**
 * Parses configuration once, at the border, and fails with an error that names each field that is wrong and what it should be. Values are not repeated: they may be secrets.
 * Make the schema with `z.strictObject`, so that a misspelt key is an error too.
 *
 * @throws AiError `invalid-input`; `details.issues` lists `{ field, problem }`
 * @example
 * ```ts
 * import { parseConfig } from '@org/ai-core/config';
 * import { z } from 'zod';
 *
 * const schema = z.strictObject({ port: z.int().min(0).max(65_535).default(0) });
 * const { port } = parseConfig(schema, { port: 8080 }, { name: 'server' });
 * ```
 */
export function parseConfig<T>(schema: ZodType<T>, value: unknown, options: { readonly name: string }): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    field: [options.name, ...issue.path.map(String)].join('.'),
    problem: issue.message,
  }));
  const lines = issues.map(({ field, problem }) => `${field}: ${problem}`);
  throw new AiError('invalid-input', `${options.name} is not valid: ${lines.join('; ')}`, { details: { issues } });
}
