import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AiError } from '@org/ai-core';
import { acquireLock, openJournal, openLedger, openManifest, type Lock } from '../src/index.ts';
import { createRandom, integer } from '../src/testing/power-cut/random.ts';
import { startChild } from './child.ts';

const kills = process.env['AI_LONG'] === '1' ? 300 : 20;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ai-storage-crash-'));
});
afterEach(() => rm(root, { recursive: true }));

interface Acknowledged {
  lock: number;
  journal: number;
  manifest: number;
  ledger: number;
}

/** Runs the writer and kills it after a number of lines, somewhere in whatever it does then. */
async function runAndKill(afterLines: number, acknowledged: Acknowledged): Promise<void> {
  const child = startChild('./crash-writer.ts', root);
  const exited = once(child.process, 'exit');
  let seen = 0;
  // What was printed before the kill took effect is acknowledged as well: the lines are read to their end.
  for await (const line of child.lines) {
    const [kind, value] = line.split(' ');
    if (kind !== 'opening') acknowledged[kind as keyof Acknowledged] = Number(value);
    if (seen === afterLines) child.process.kill('SIGKILL');
    seen += 1;
  }
  expect((await exited)[1]).toBe('SIGKILL');
}

async function expectAcknowledged(acknowledged: Acknowledged): Promise<void> {
  const journal = await openJournal({ path: join(root, 'events.journal') });
  let id = 0;
  for await (const record of journal.records()) expect(record).toEqual({ id: ++id, text: 'x'.repeat(id % 3000) });
  expect(id).toBeGreaterThanOrEqual(acknowledged.journal);
  await journal.close();

  const manifest = await openManifest<number[]>({
    directory: join(root, 'index'),
    parse: (value) => value as number[],
  });
  const current = manifest.current?.[0] ?? 0;
  expect(current).toBeGreaterThanOrEqual(acknowledged.manifest);
  expect(manifest.current ?? []).toEqual(Array.from({ length: current === 0 ? 0 : 500 }, () => current));

  const ledger = await openLedger({ path: join(root, 'decisions.ledger') });
  const verdict = await ledger.verify();
  expect(verdict.isIntact && verdict.entries >= acknowledged.ledger).toBe(true);
  await ledger.close();
}

async function raceForLock(contenders: number): Promise<Lock> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: contenders }, () => acquireLock({ path: join(root, 'writer') })),
  );
  const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(AiError.is(outcome.reason, 'conflict')).toBe(true);
  const [lock] = won;
  if (lock === undefined || won.length > 1) expect.fail(`${String(won.length)} contenders hold the lock`);
  return lock;
}

describe('kill -9', () => {
  it(`takes nothing that was acknowledged from journal, manifest and ledger, and leaves a lock for one successor (${String(kills)} kills)`, async () => {
    const random = createRandom(20_261_123);
    const acknowledged: Acknowledged = { lock: 0, journal: 0, manifest: 0, ledger: 0 };
    for (let kill = 0; kill < kills; kill += 1) {
      await runAndKill(random() < 0.3 ? integer(random, 3) : integer(random, 120), acknowledged);
      const lock = await raceForLock(4);
      expect(lock.generation).toBeGreaterThan(acknowledged.lock);
      await expectAcknowledged(acknowledged);
      await lock.release();
    }
    expect(acknowledged.journal).toBeGreaterThan(0);
  }, 1_200_000);

  it('of a holder lets exactly one of racing processes in', async () => {
    const path = join(root, 'writer');
    const holder = startChild('./crash-writer.ts', root);
    expect((await holder.lines.next()).value).toBe('opening 0');
    expect((await holder.lines.next()).value).toBe('lock 1');
    const contenders = Array.from({ length: 4 }, () => startChild('./lock-contender.ts', path));
    for (const contender of contenders) expect((await contender.lines.next()).value).toBe('ready');
    holder.process.kill('SIGKILL');
    await once(holder.process, 'exit');
    for (const contender of contenders) contender.process.stdin.write('go\n');
    const outcomes = await Promise.all(
      contenders.map(async (contender) => String((await contender.lines.next()).value)),
    );
    for (const contender of contenders) contender.process.stdin.end();
    expect(outcomes.sort()).toEqual(['conflict', 'conflict', 'conflict', 'won']);
  });
});
