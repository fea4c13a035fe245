import { openManifest } from '../../src/index.ts';
import { below, demand, patterned, type Life, type Scenario } from './scenario.ts';

interface Value {
  readonly id: number;
  readonly text: string;
}

/** Flips one after another; found must be the last acknowledged value or a later one, whole. */
export function manifestScenario(): Scenario {
  let sent = 0;
  let acknowledged = 0;
  let generation = 0;

  return {
    async live({ fileSystem, random }: Life) {
      const manifest = await openManifest<Value>({
        fileSystem,
        directory: '/data/index',
        parse: (value) => value as unknown as Value,
      });
      const found = manifest.current ?? { id: 0, text: '' };
      demand(found.text === patterned(found.id, found.id * 7), 'a manifest is whole');
      demand(found.id >= acknowledged && found.id <= sent, `flip ${String(acknowledged)} was acknowledged`);
      demand(manifest.generation >= generation, 'generations never go back');
      demand(manifest.torn.length === 0, 'no complete promise of the disk leaves a torn generation');
      acknowledged = found.id;
      generation = manifest.generation;
      const flips = 1 + below(random, 4);
      for (let flip = 0; flip < flips; flip += 1) {
        const id = ++sent;
        await manifest.flip({ id, text: patterned(id, id * 7) });
        acknowledged = id;
        generation = manifest.generation;
      }
    },
  };
}
