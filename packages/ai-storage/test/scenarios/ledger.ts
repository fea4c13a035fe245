import { openLedger, type FileSystem } from '../../src/index.ts';
import { below, demand, type Life, type Scenario } from './scenario.ts';

const path = '/data/decisions.ledger';

/** Several writers append at once; found must be an intact chain that holds every receipt. */
export function ledgerScenario(): Scenario {
  const receipts = new Map<number, string>();
  let acknowledged = 0;

  return {
    async live({ fileSystem, random }: Life) {
      const covered = await checkpointOf(fileSystem);
      demand(
        covered >= acknowledged,
        `the checkpoint covers entry ${String(acknowledged)}, so that cutting it off is seen`,
      );
      const ledger = await openLedger({ fileSystem, path });
      const verdict = await ledger.verify();
      demand(verdict.isIntact, 'a power cut never makes a ledger look tampered with');
      const hashes = new Map<number, string>();
      for await (const entry of ledger.entries()) hashes.set(entry.sequence, entry.hash);
      for (const [sequence, hash] of receipts)
        demand(hashes.get(sequence) === hash, `entry ${String(sequence)} was acknowledged`);
      for (const [sequence, hash] of hashes) receipts.set(sequence, hash);

      const rounds = 1 + below(random, 3);
      for (let round = 0; round < rounds; round += 1) {
        const writers = Array.from({ length: 1 + below(random, 3) }, async (_, writer) => {
          const { sequence, hash } = await ledger.append('decision', { round, writer });
          demand(!receipts.has(sequence), 'a number is given once');
          receipts.set(sequence, hash);
          acknowledged = Math.max(acknowledged, sequence);
        });
        await Promise.all(writers);
      }
      if (random() < 0.5) await ledger.close();
    },
  };
}

async function checkpointOf(fileSystem: FileSystem): Promise<number> {
  const file = `${path}.checkpoint`;
  if ((await fileSystem.stat(file)) === undefined) return 0;
  const text = new TextDecoder().decode(await fileSystem.readFile(file));
  const [, sequence] = /^\{"bytes":\d+,.*"sequence":(\d+)\}\n$/.exec(text) ?? [];
  demand(sequence !== undefined, 'a checkpoint is whole');
  return Number(sequence);
}
