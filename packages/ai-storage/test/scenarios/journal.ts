import { openJournal } from '../../src/index.ts';
import { below, demand, patterned, type Life, type Scenario } from './scenario.ts';

/** Several writers append at once; found must be all that was acknowledged or handed out, whole and in order. */
export function journalScenario(): Scenario {
  const path = '/data/deep/events.journal';
  let sent = 0;
  const acknowledged = new Set<number>();

  return {
    async live({ fileSystem, random }: Life) {
      const journal = await openJournal({ fileSystem, path });
      const found: number[] = [];
      for await (const record of journal.records()) {
        const { id, text } = record as { id: number; text: string };
        demand(text === patterned(id, id % 40), 'a record is whole');
        demand(id <= sent && id > (found.at(-1) ?? 0), 'records are found once and in order');
        found.push(id);
      }
      demand(found.length === journal.recovered.records, 'recovery counts what it kept');
      const seen = new Set(found);
      for (const id of acknowledged) demand(seen.has(id), `record ${String(id)} was acknowledged`);
      for (const id of found) acknowledged.add(id);

      const rounds = 1 + below(random, 4);
      for (let round = 0; round < rounds; round += 1) {
        const writers = Array.from({ length: 1 + below(random, 4) }, async () => {
          const id = ++sent;
          await journal.append({ id, text: patterned(id, id % 40) });
          acknowledged.add(id);
        });
        await Promise.all(writers);
      }
      if (random() < 0.5) await journal.close();
    },
  };
}
