import { createFileKeyValue } from '../../src/index.ts';
import { below, demand, patterned, type Life, type Scenario } from './scenario.ts';

/** Writers over few keys, so that entries are replaced and the journal with them; found must be the last acknowledged value, or a later one that was tried. */
export function keyValueScenario(): Scenario {
  const directory = '/data/deep/store';
  const keys = ['a', 'b', 'c'];
  let sent = 0;
  /** By key: what may be found, from the last acknowledged value on; undefined stands for nothing. */
  const possible = new Map<string, Set<number | undefined>>(keys.map((key) => [key, new Set([undefined])]));
  const versions = new Set<string>();

  return {
    async live({ fileSystem, random }: Life) {
      const store = await createFileKeyValue({ fileSystem, directory });
      for (const key of keys) {
        const entry = await store.get(key);
        const text = entry === undefined ? undefined : new TextDecoder().decode(entry.value);
        const id = text === undefined ? undefined : Number(text.split('.')[0]);
        demand(text === undefined || text === patterned(id ?? 0, 5_000), 'an entry is whole');
        demand(possible.get(key)?.has(id) === true, `the acknowledged entry of ${key} is there`);
        possible.set(key, new Set([id]));
      }
      const rounds = 1 + below(random, 6);
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(
          keys.map(async (key) => {
            const isDelete = random() < 0.15;
            const id = isDelete ? undefined : ++sent;
            possible.get(key)?.add(id);
            if (id === undefined) await store.delete(key);
            else {
              const version = await store.set(key, new TextEncoder().encode(patterned(id, 5_000)));
              demand(version !== undefined && !versions.has(version), 'a version is never given twice');
              versions.add(version);
            }
            possible.set(key, new Set([id]));
          }),
        );
      }
      if (random() < 0.5) await store.close();
    },
  };
}
