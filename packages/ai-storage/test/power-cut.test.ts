import { describe, expect, it } from 'vitest';
import { breaksUnder } from './scenarios/disasters.ts';
import { durableFileScenario } from './scenarios/durable-file.ts';
import { journalScenario } from './scenarios/journal.ts';
import { keyValueScenario } from './scenarios/key-value.ts';
import { ledgerScenario } from './scenarios/ledger.ts';
import { lockScenario } from './scenarios/lock.ts';
import { manifestScenario } from './scenarios/manifest.ts';
import { queueScenario } from './scenarios/queue.ts';

const wanted = process.env['AI_LONG'] === '1' ? 20_000 : 2_000;

describe(`${String(wanted)} power cuts each`, () => {
  it.each([
    ['journal', journalScenario],
    ['manifest', manifestScenario],
    ['file written durably', durableFileScenario],
    ['ledger', ledgerScenario],
    ['lock', lockScenario],
    ['key-value store', keyValueScenario],
    ['queue', queueScenario],
  ] as const)(
    'take nothing that was acknowledged from a %s',
    async (_name, scenario) => {
      let cuts = 0;
      for (let seed = 1; cuts < wanted; seed += 1) {
        const outcome = await breaksUnder(scenario, seed);
        if (outcome.broken !== undefined) expect.fail(`seed ${String(seed)}: ${outcome.broken}`);
        cuts += outcome.cuts;
      }
    },
    600_000,
  );
});
