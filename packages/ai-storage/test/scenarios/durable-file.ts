import { dirname } from 'node:path';
import { writeFileDurably, type FileSystem } from '../../src/index.ts';
import { below, demand, patterned, type Life, type Scenario } from './scenario.ts';

/** Replaces one file again and again; found must be the last acknowledged content or a later one, whole. */
export function durableFileScenario(): Scenario {
  const path = '/data/settings.txt';
  let sent = 0;
  let acknowledged = 0;

  return {
    async live({ fileSystem, random }: Life) {
      await fileSystem.makeDirectory(dirname(path));
      const id = await readId(fileSystem, path);
      demand(id >= acknowledged && id <= sent, `content ${String(acknowledged)} was acknowledged`);
      const writes = 1 + below(random, 4);
      for (let write = 0; write < writes; write += 1) {
        const next = ++sent;
        await writeFileDurably(fileSystem, path, new TextEncoder().encode(patterned(next, 1 + next * 9)));
        acknowledged = next;
      }
    },
  };
}

async function readId(fileSystem: FileSystem, path: string): Promise<number> {
  if ((await fileSystem.stat(path)) === undefined) return 0;
  const text = new TextDecoder().decode(await fileSystem.readFile(path));
  const id = Number(text.slice(0, text.indexOf('.')));
  demand(text === patterned(id, 1 + id * 9), 'a file is whole');
  return id;
}
