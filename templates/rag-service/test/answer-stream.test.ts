import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { AiError } from '@org/ai-core';
import { expect, it } from 'vitest';
import { startStream } from '../src/answer-stream.ts';

it('a reader that takes nothing holds the answer up until its time is over, and is then cut off', async () => {
  const stop = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => {
    const stream = startStream(response, 'request');
    // More than the buffers of both ends of a connection hold.
    stream.send({ type: 'text', text: 'x'.repeat(40_000_000) }, stop.signal).then(
      () => reject(new Error('the event was taken')),
      (error: unknown) => {
        stream.fail(error);
        resolve(response);
      },
    );
    stop.abort(new AiError('timeout', 'too slow'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const reader = connect((server.address() as AddressInfo).port, '127.0.0.1');
  reader.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const response = await promise;
  expect(response.destroyed).toBe(true);
  reader.destroy();
  server.close();
  server.closeAllConnections();
});
