import type { Clock } from '@org/ai-core';
import { readBounded } from '../http/read-bounded.ts';
import type { TransportReply } from '../http/transport.ts';
import { createSseParser } from '../sse/sse-parser.ts';
import { parseJson } from './parse-json.ts';

/** How long after [DONE] the end of the body is waited for, so that the connection can be used again. */
const drainMs = 100;

/** The JSON chunks of a streamed answer; a server that ignores `stream` and answers in one piece gives one chunk. */
export async function* chunksOf(reply: TransportReply, maxBytes: number, clock: Clock): AsyncGenerator<unknown, void> {
  if (reply.contentType.startsWith('application/json')) {
    yield parseJson(await readBounded(reply.body, maxBytes));
    return;
  }
  const parser = createSseParser();
  const body = reply.body[Symbol.asyncIterator]();
  for (let read = await body.next(); read.done !== true; read = await body.next()) {
    for (const { data } of parser.push(read.value)) {
      if (data === '[DONE]') {
        await drain(body, clock);
        return;
      }
      yield parseJson(data);
    }
  }
  parser.end();
}

/** Reads what is left; the answer is complete, so nothing that happens here can spoil it. */
async function drain(body: AsyncIterator<Uint8Array>, clock: Clock): Promise<void> {
  const rest = async (): Promise<void> => {
    while ((await body.next()).done !== true);
  };
  const stop = new AbortController();
  await Promise.race([rest().catch(() => undefined), clock.sleep(drainMs, stop.signal).catch(() => undefined)]);
  stop.abort();
}
