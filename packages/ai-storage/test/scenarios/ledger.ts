import { openLedger } from '../../src/index.ts';
import { below, demand, type Life, type Scenario } from './scenario.ts';

/** Several writers append at once; found must be an intact chain that holds every receipt. */
export function ledgerScenario(): Scenario {
  const receipts = new Map<number, string>();

  return {
    async live({ fileSystem, random }: Life) {
      const ledger = await openLedger({ fileSystem, path: '/data/decisions.ledger' });
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
        });
        await Promise.all(writers);
      }
      if (random() < 0.5) await ledger.close();
    },
  };
}
