import type { ZodType } from 'zod';
import { appError, type AppErrorCode } from '../errors/app-error.ts';

/**
 * Parses a JSON file that the tool did not write just now.
 *
 * @throws AppError with the given code, naming each wrong field
 */
export function parseStrictly<T>(
  schema: ZodType<T>,
  text: string,
  file: string,
  code: AppErrorCode,
  remedy: string,
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw appError(code, `${file} is no JSON: ${remedy}`, error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'the file'}: ${message}`,
  );
  throw appError(code, `${file} is not valid (${issues.join('; ')}): ${remedy}`);
}
