import { describe, expect, it } from 'vitest';
import { abortedError } from './aborted.ts';
import { AiError } from './ai-error.ts';

describe('AiError', () => {
  it('is known by its brand, also when it comes from another installed version', () => {
    const foreign = Object.assign(new Error('elsewhere'), { [Symbol.for('@org/ai.error')]: true, code: 'timeout' });
    expect(AiError.is(foreign)).toBe(true);
    expect(AiError.is(foreign, 'timeout')).toBe(true);
    expect(AiError.is(foreign, 'conflict')).toBe(false);
    for (const other of [new Error('plain'), undefined, null, 'timeout', { code: 'timeout' }])
      expect(AiError.is(other)).toBe(false);
  });

  it('knows which codes are worth a retry, unless told otherwise', () => {
    expect(new AiError('rate-limited', 'later').isRetryable).toBe(true);
    expect(new AiError('invalid-input', 'no').isRetryable).toBe(false);
    expect(new AiError('upstream', 'no', { isRetryable: false }).isRetryable).toBe(false);
  });

  it('serialises without stack and cause, which may hold what must not be logged', () => {
    const error = new AiError('upstream', 'the model server answered 500', {
      cause: new Error('prompt text'),
      retryAfterMs: 5,
      details: { status: 500 },
    });
    const json = JSON.stringify(error);
    expect(json).not.toContain('prompt text');
    expect(json).not.toContain('stack');
    expect(JSON.parse(json)).toEqual({
      name: 'AiError',
      code: 'upstream',
      message: 'the model server answered 500',
      isRetryable: true,
      isReleased: false,
      retryAfterMs: 5,
      details: { status: 500 },
    });
  });

  it('turns a signal into aborted, a deadline into timeout, and keeps an AiError reason', () => {
    const why = new Error('the user closed the page');
    const aborted = abortedError(AbortSignal.abort(why));
    expect(aborted).toMatchObject({ code: 'aborted', name: 'AbortError', cause: why });
    const timeout = new AiError('timeout', 'too slow');
    expect(abortedError(AbortSignal.abort(timeout))).toBe(timeout);
    expect(abortedError(AbortSignal.abort(new DOMException('late', 'TimeoutError'))).code).toBe('timeout');
  });
});
