import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256, type JsonValue } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createPowerCutFileSystem } from '../testing/testing.ts';
import { ledgerRoot, type LedgerEntry } from './ledger-entry.ts';
import { openLedger, type Ledger } from './ledger.ts';
import { verifyLedger } from './verify-ledger.ts';

const path = '/data/decisions.ledger';

async function ledgerOf(count: number): Promise<FileSystem> {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const ledger = await openLedger({ fileSystem, path });
  for (let number = 1; number <= count; number += 1) await ledger.append('decision', { number });
  await ledger.close();
  return fileSystem;
}

async function entriesOf(ledger: Ledger): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const entry of ledger.entries()) entries.push(entry);
  return entries;
}

async function edit(fileSystem: FileSystem, change: (lines: string[]) => string[]): Promise<void> {
  const lines = new TextDecoder()
    .decode(await fileSystem.readFile(path))
    .trimEnd()
    .split('\n');
  const handle = await fileSystem.open(path, 'create');
  await handle.append(
    new TextEncoder().encode(
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  );
}

describe('a ledger', () => {
  it('chains its entries by the SHA-256 of their canonical JSON', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const clock = { epochMs: () => 0, monotonicMs: () => 0, sleep: () => Promise.resolve() };
    const ledger = await openLedger({ fileSystem, path, clock });
    const receipts = await Promise.all(['a', 'b'].map((record) => ledger.append('note', record)));
    const entries = await entriesOf(ledger);
    let previous: string = ledgerRoot;
    for (const [index, entry] of entries.entries()) {
      const { hash, ...body } = entry;
      expect(body).toEqual({
        sequence: index + 1,
        time: '1970-01-01T00:00:00.000Z',
        kind: 'note',
        record: 'ab'[index],
        previous,
      });
      expect(hash).toBe(await sha256(canonicalJson(body as unknown as JsonValue)));
      expect(receipts[index]).toEqual({ sequence: index + 1, hash });
      previous = hash;
    }
    expect(await ledger.verify()).toEqual({ isIntact: true, entries: 2, head: previous });
  });

  it('goes on with the chain when it is opened again', async () => {
    const fileSystem = await ledgerOf(3);
    const ledger = await openLedger({ fileSystem, path });
    expect((await ledger.append('decision', 'next')).sequence).toBe(4);
    expect(await ledger.verify()).toMatchObject({ isIntact: true, entries: 4 });
  });

  it.each<[string, (lines: string[]) => string[], number, string]>([
    ['was changed', (lines) => lines.with(1, lines[1]?.replace('"number":2', '"number":7') ?? ''), 2, 'entry'],
    ['was made longer', (lines) => lines.with(1, lines[1]?.replace('"number":2', '"number":2000') ?? ''), 2, 'entry'],
    ['got an extra member', (lines) => lines.with(2, lines[2]?.replace('{', '{"extra":1,') ?? ''), 3, 'entry'],
    ['was removed', (lines) => lines.toSpliced(2, 1), 3, 'chain'],
    ['was repeated', (lines) => lines.toSpliced(2, 0, lines[1] ?? ''), 3, 'chain'],
    ['was moved', (lines) => [lines[1], lines[0], ...lines.slice(2)].map(String), 1, 'chain'],
    ['was cut off at the end', (lines) => lines.slice(0, -1), 5, 'truncated'],
    ['was cut off with all others', () => [], 1, 'truncated'],
  ])('names the first entry when one %s', async (_name, change, sequence, reason) => {
    const fileSystem = await ledgerOf(5);
    await edit(fileSystem, change);
    expect(await verifyLedger({ fileSystem, path })).toMatchObject({ isIntact: false, sequence, reason });
    const ledger = await openLedger({ fileSystem, path });
    expect(await ledger.verify()).toMatchObject({ isIntact: false, sequence, reason });
    await expect(entriesOf(ledger)).rejects.toMatchObject({ code: 'integrity' });
  });

  it('notices a rewritten entry with a fitting hash by the chain', async () => {
    const fileSystem = await ledgerOf(4);
    const forged = await Promise.all(
      new TextDecoder()
        .decode(await fileSystem.readFile(path))
        .trimEnd()
        .split('\n')
        .map(async (line, index) => {
          if (index !== 1) return line;
          const { hash: _old, ...body } = JSON.parse(line) as LedgerEntry;
          const changed = { ...body, record: 'forged' } as unknown as JsonValue;
          return canonicalJson({ hash: await sha256(canonicalJson(changed)), ...(changed as object) });
        }),
    );
    await edit(fileSystem, () => forged);
    expect(await verifyLedger({ fileSystem, path })).toMatchObject({ isIntact: false, sequence: 3, reason: 'chain' });
  });

  it('takes no entry when its end is not as it was acknowledged, and leaves the evidence alone', async () => {
    const fileSystem = await ledgerOf(4);
    await edit(fileSystem, (lines) => lines.with(1, `${lines[1] ?? ''} `));
    const before = await fileSystem.readFile(path);
    const ledger = await openLedger({ fileSystem, path });
    await expect(ledger.append('decision', 'next')).rejects.toMatchObject({ code: 'integrity' });
    expect(await fileSystem.readFile(path)).toEqual(before);
  });

  it('notices a checkpoint that is gone, broken or of another ledger', async () => {
    const gone = await ledgerOf(2);
    await gone.remove(`${path}.checkpoint`);
    expect(await verifyLedger({ fileSystem: gone, path })).toMatchObject({ isIntact: false, reason: 'checkpoint' });
    await expect((await openLedger({ fileSystem: gone, path })).append('x', 1)).rejects.toMatchObject({
      code: 'integrity',
    });
    const broken = await ledgerOf(2);
    await (await broken.open(`${path}.checkpoint`, 'create')).append(new Uint8Array(4));
    expect(await verifyLedger({ fileSystem: broken, path })).toMatchObject({ isIntact: false, reason: 'checkpoint' });
    const ledgerGone = await ledgerOf(2);
    await ledgerGone.remove(path);
    expect(await verifyLedger({ fileSystem: ledgerGone, path })).toMatchObject({ sequence: 1, reason: 'truncated' });
  });

  it('drops a torn tail that was never acknowledged, and is intact before and after', async () => {
    const fileSystem = await ledgerOf(2);
    const handle = await fileSystem.open(path, 'append');
    await handle.append(new TextEncoder().encode('{"hash":"sha256:12'));
    expect(await verifyLedger({ fileSystem, path })).toMatchObject({ isIntact: true, entries: 2 });
    const ledger = await openLedger({ fileSystem, path });
    await ledger.append('decision', 'next');
    expect(await ledger.verify()).toMatchObject({ isIntact: true, entries: 3 });
  });

  it('rejects what finds no space and loses nothing that was acknowledged', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes: 1_500 });
    let ledger = await openLedger({ fileSystem, path });
    let acknowledged = 0;
    for (let attempt = 0; attempt < 12; attempt += 1) {
      await ledger.append('decision', 'x'.repeat(20 * attempt)).then(
        () => (acknowledged += 1),
        (error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/resource-exhausted|unavailable/) as string });
        },
      );
    }
    await ledger.close();
    ledger = await openLedger({ fileSystem, path });
    const verdict = await ledger.verify();
    expect(verdict.isIntact && verdict.entries >= acknowledged && acknowledged > 1).toBe(true);
  });

  it('refuses an empty kind, what JSON cannot hold, and entries after closing', async () => {
    const ledger = await openLedger({ fileSystem: createPowerCutFileSystem({ seed: 1 }), path });
    await expect(ledger.append('', 1)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(ledger.append('x', Number.NaN)).rejects.toMatchObject({ code: 'invalid-input' });
    await ledger.close();
    await expect(ledger.append('x', 1)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stops verifying when its caller cancels', async () => {
    const fileSystem = await ledgerOf(2);
    const verifying = verifyLedger({ fileSystem, path, signal: AbortSignal.abort() });
    await expect(verifying).rejects.toMatchObject({ code: 'aborted' });
  });
});
