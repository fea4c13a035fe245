// Writes to journal, manifest and ledger under a lock until it is killed, and prints each acknowledgement after it has it.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, openJournal, openLedger, openManifest } from '../src/index.ts';

const root = process.argv[2];
if (root === undefined) throw new Error('usage: crash-writer.ts <directory>');

function report(kind: 'opening' | 'lock' | 'journal' | 'manifest' | 'ledger', value: number): void {
  // Synchronous, so that what was acknowledged has left the process before it can be killed.
  writeSync(1, `${kind} ${String(value)}\n`);
}

report('opening', 0);
const lock = await acquireLock({ path: join(root, 'writer') });
report('lock', lock.generation);
const journal = await openJournal({ path: join(root, 'events.journal') });
const manifest = await openManifest<number[]>({ directory: join(root, 'index'), parse: (value) => value as number[] });
const ledger = await openLedger({ path: join(root, 'decisions.ledger') });

let last = 0;
for await (const record of journal.records()) last = (record as { id: number }).id;
for (;;) {
  const ids = [1, 2, 3].map(() => ++last);
  await Promise.all([
    ...ids.map(async (id) => {
      await journal.append({ id, text: 'x'.repeat(id % 3000) });
      report('journal', id);
    }),
    (async () => {
      const next = (manifest.current?.[0] ?? 0) + 1;
      await manifest.flip(Array.from({ length: 500 }, () => next));
      report('manifest', next);
    })(),
    (async () => {
      const { sequence } = await ledger.append('decision', { last });
      report('ledger', sequence);
    })(),
  ]);
}
