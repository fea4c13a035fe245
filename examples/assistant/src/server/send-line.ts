import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AskLine } from './protocol.ts';

/**
 * Writes a line of an answer. A reader that is slower than the answer holds the answer up, not the memory; one that takes nothing for `stallMs` is cut off, since it would keep its place for good.
 *
 * @throws the reason of `answer` when the reader has gone or was cut off
 */
export async function sendLine(
  response: ServerResponse,
  line: AskLine,
  answer: AbortController,
  stallMs: number,
): Promise<void> {
  if (response.write(`${JSON.stringify(line)}\n`)) return;
  const timer = setTimeout(() => {
    answer.abort();
    response.destroy();
  }, stallMs);
  try {
    await once(response, 'drain', { signal: answer.signal });
  } finally {
    clearTimeout(timer);
  }
}
