import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A way to a server through which nothing passes any more once it is slammed: for whoever is behind it, the others are gone without a farewell. */
export interface Door {
  readonly path: string;
  slam(): void;
}

/** Opens a door to a socket. */
export async function openDoor(target: string): Promise<Door> {
  const path = join(tmpdir(), `door-${randomUUID()}`);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(path);
  await once(server, 'listening');
  server.unref();
  return {
    path,
    slam() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
