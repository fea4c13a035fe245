import assert from 'node:assert/strict';
import { AiError, type AiErrorCode } from '@org/ai-core';

/** Fails unless the work rejects with an AiError of this code, which it returns. */
export async function rejection(work: Promise<unknown>, code: AiErrorCode): Promise<AiError> {
  try {
    await work;
  } catch (error) {
    assert.ok(AiError.is(error), `expected an AiError '${code}', got ${String(error)}`);
    assert.equal(error.code, code);
    return error;
  }
  assert.fail(`expected a rejection with '${code}'`);
}
