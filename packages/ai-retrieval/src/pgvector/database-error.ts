import { AiError, type AiErrorCode } from '@org/ai-core';

// Connection exceptions, the server's going down, coming up or having too many; serialization failures and deadlocks.
const transientStates = /^(?:08...|57P0[123]|53300|40001|40P01)$/;
const transientSystem = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH']);

/** Whether the same may well succeed in a moment. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error) || AiError.is(error)) return false;
  const code = codeOf(error);
  if (code !== undefined) return transientStates.test(code) || transientSystem.has(code);
  return /connection (?:terminated|ended)|client has encountered a connection error|not queryable/i.test(error.message);
}

/** Codes of PostgreSQL, by their beginning, and what they are to a caller. */
const meanings: readonly (readonly [string, AiErrorCode, string])[] = [
  ['53', 'resource-exhausted', 'the database has no room left; give it disk or memory, and run it again'],
  ['42501', 'forbidden', 'the role may not do that in the database; see migratePostgresIndex for what it needs'],
  ['3D', 'not-found', 'there is no such database; check the connection settings of the pool'],
  ['28', 'unauthenticated', 'the database refuses the role; check the connection settings of the pool'],
  ['22', 'invalid-input', 'the database cannot hold a value that it was given, such as the character zero in a tenant'],
];

/**
 * What a caller is told of a failure in the database. The database's own message and details quote rows, so that only its code goes on.
 */
export function asAiError(error: unknown): unknown {
  if (AiError.is(error) || !(error instanceof Error)) return error;
  const state = codeOf(error);
  if (state === undefined || !/^[0-9A-Z]{5}$/.test(state)) return error;
  const [, code, message] = meanings.find(([prefix]) => state.startsWith(prefix)) ?? [
    '',
    'internal' as const,
    'the database refused a statement',
  ];
  return new AiError(code, `${message} (SQLSTATE ${state})`, { details: { state } });
}

function codeOf(error: Error): string | undefined {
  const { code } = error as Error & { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
