import { describe, expect, it } from 'vitest';
import { breaksUnder } from './scenarios/disasters.ts';
import { durableFileScenario } from './scenarios/durable-file.ts';
import { journalScenario } from './scenarios/journal.ts';
import { ledgerScenario } from './scenarios/ledger.ts';
import { lockScenario } from './scenarios/lock.ts';
import { manifestScenario } from './scenarios/manifest.ts';

const seeds = process.env['AI_LONG'] === '1' ? 20_000 : 2_000;

describe('power cuts', () => {
  it.each([
    ['journal', journalScenario],
    ['manifest', manifestScenario],
    ['file written durably', durableFileScenario],
    ['ledger', ledgerScenario],
    ['lock', lockScenario],
  ] as const)(
    'take nothing that was acknowledged from a %s',
    async (_name, scenario) => {
      for (let seed = 1; seed <= seeds; seed += 1) {
        const broken = await breaksUnder(scenario, seed);
        if (broken !== undefined) expect.fail(`seed ${String(seed)}: ${broken}`);
      }
    },
    600_000,
  );
});
