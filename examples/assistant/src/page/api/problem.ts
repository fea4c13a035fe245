import type { ErrorBody, ErrorResponse } from '../../server/protocol.ts';

/** A request that failed, with what may be told about it. */
export class Problem extends Error {
  readonly body: ErrorBody;

  constructor(body: ErrorBody) {
    super(body.message);
    this.body = body;
  }
}

const unreachable: ErrorBody = {
  code: 'unavailable',
  message: 'The assistant cannot be reached. Is the program still running?',
  isRetryable: true,
  isReleased: false,
};

const unreadable: ErrorBody = {
  code: 'protocol',
  message: 'The answer ended before it was complete.',
  isRetryable: true,
  isReleased: false,
};

/** What to tell about any failure: our own words for a lost connection, the server's for all else. */
export function problemOf(error: unknown): ErrorBody {
  if (error instanceof Problem) return error.body;
  return error instanceof TypeError ? unreachable : unreadable;
}

/** The failure that a response states. */
export async function problemIn(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  return new Problem(
    isErrorResponse(body) ? body.error : { ...unreadable, message: `The assistant answered ${response.status}.` },
  );
}

function isErrorResponse(body: unknown): body is ErrorResponse {
  return typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object';
}
