import { describe, expect, it } from 'vitest';
import { withoutSyncs, type SyncCall } from '../src/testing/testing.ts';
import { breaksUnder, type Mutation } from './scenarios/disasters.ts';
import { durableFileScenario } from './scenarios/durable-file.ts';
import { journalScenario } from './scenarios/journal.ts';
import { keyValueScenario } from './scenarios/key-value.ts';
import { ledgerScenario } from './scenarios/ledger.ts';
import { lockScenario } from './scenarios/lock.ts';
import { manifestScenario } from './scenarios/manifest.ts';
import { queueScenario } from './scenarios/queue.ts';
import type { ScenarioFactory } from './scenarios/scenario.ts';

const isFile = (call: SyncCall): boolean => call.kind === 'file';
const isDirectory = (call: SyncCall): boolean => call.kind === 'directory';
const isOpening = (call: SyncCall): boolean => call.count === 1;
const isJournal = (call: SyncCall): boolean => call.path.endsWith('.journal');
const isCheckpoint = (call: SyncCall): boolean => call.path.includes('.checkpoint.');

async function firstBroken(scenario: ScenarioFactory, mutate: Mutation): Promise<string | undefined> {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const { broken } = await breaksUnder(scenario, seed, mutate);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

describe('the proof under power cuts fails without the fsync of', () => {
  it.each([
    ['a journal batch', journalScenario, (call) => isFile(call) && !isOpening(call)],
    ['a journal that is opened again', journalScenario, (call) => isFile(call) && isOpening(call)],
    ['the directory of a journal', journalScenario, isDirectory],
    ['a manifest before its rename', manifestScenario, isFile],
    ['the directory after a manifest is renamed', manifestScenario, isDirectory],
    [
      'the directory of a manifest that is opened again',
      manifestScenario,
      (call) => isDirectory(call) && isOpening(call),
    ],
    ['a durable file before its rename', durableFileScenario, isFile],
    ['the directory after a durable file is renamed', durableFileScenario, isDirectory],
    ['a ledger batch', ledgerScenario, (call) => isFile(call) && !isCheckpoint(call)],
    ['a ledger that is opened again', ledgerScenario, (call) => isFile(call) && isOpening(call) && !isCheckpoint(call)],
    ['a checkpoint before its rename', ledgerScenario, (call) => isFile(call) && isCheckpoint(call)],
    ['the directory of a ledger that is opened again', ledgerScenario, (call) => isDirectory(call) && isOpening(call)],
    ['the directory of a new ledger', ledgerScenario, (call) => isDirectory(call) && call.count === 2],
    ['the directory after a checkpoint is renamed', ledgerScenario, (call) => isDirectory(call) && call.count > 2],
    ['the directory of a lock', lockScenario, isDirectory],
    [
      'the journal of a key-value store',
      keyValueScenario,
      (call) => isFile(call) && !isOpening(call) && isJournal(call),
    ],
    [
      'the journal that replaces a key-value store',
      keyValueScenario,
      (call) => isFile(call) && !isOpening(call) && isJournal(call) && !call.path.endsWith('entries.1.journal'),
    ],
    ['the journal of a queue', queueScenario, (call) => isFile(call) && !isOpening(call) && isJournal(call)],
    [
      'the manifest of a key-value store before its rename',
      keyValueScenario,
      (call) => isFile(call) && call.path.endsWith('.tmp'),
    ],
  ] satisfies [string, ScenarioFactory, (call: SyncCall) => boolean][])('%s', async (_name, scenario, isSkipped) => {
    expect(await firstBroken(scenario, (fileSystem) => withoutSyncs(fileSystem, isSkipped))).toBeDefined();
  });
});

describe('the proof of the lock', () => {
  it('fails when creating a file does not exclude others', async () => {
    const overwriting: Mutation = (fileSystem) => ({
      ...fileSystem,
      async createExclusive(path, bytes) {
        await fileSystem.remove(path);
        await fileSystem.createExclusive(path, bytes);
        return true;
      },
    });
    expect(await firstBroken(lockScenario, overwriting)).toBeDefined();
  });
});
