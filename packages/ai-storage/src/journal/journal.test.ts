import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@org/ai-core';
import type { FileSystem } from '../file-system/file-system.ts';
import { createPowerCutFileSystem } from '../testing/testing.ts';
import { openJournal, type Journal } from './journal.ts';

const path = '/data/events.journal';

async function recordsOf(journal: Journal): Promise<JsonValue[]> {
  const records: JsonValue[] = [];
  for await (const record of journal.records()) records.push(record);
  return records;
}

async function written(records: readonly JsonValue[]): Promise<{ fileSystem: FileSystem; content: Uint8Array }> {
  const fileSystem = createPowerCutFileSystem({ seed: 1 });
  const journal = await openJournal({ fileSystem, path });
  for (const record of records) await journal.append(record);
  await journal.close();
  return { fileSystem, content: await fileSystem.readFile(path) };
}

async function replace(fileSystem: FileSystem, content: Uint8Array): Promise<void> {
  const handle = await fileSystem.open(path, 'create');
  await handle.append(content);
  await handle.sync();
}

/** The file system with a count of file syncs, and faults to plant in its handles. */
function observed(inner: FileSystem): {
  fileSystem: FileSystem;
  syncs: () => number;
  failSyncs: (fails: boolean) => void;
} {
  let syncs = 0;
  let fails = false;
  const fileSystem: FileSystem = {
    ...inner,
    async open(file, mode) {
      const handle = await inner.open(file, mode);
      const sync = async (): Promise<void> => {
        if (fails) throw new Error('the device failed');
        syncs += 1;
        await handle.sync();
      };
      return { ...handle, sync };
    },
  };
  return { fileSystem, syncs: () => syncs, failSyncs: (value) => (fails = value) };
}

describe('a journal', () => {
  it('gives back any records, in order, over openings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 12 }), async (values) => {
        const records = JSON.parse(JSON.stringify(values)) as JsonValue[];
        const { fileSystem } = await written(records);
        const journal = await openJournal({ fileSystem, path });
        expect(journal.recovered).toEqual({ records: records.length, droppedBytes: 0 });
        expect(await recordsOf(journal)).toEqual(records);
      }),
      { numRuns: 50 },
    );
  });

  it('acknowledges concurrent appends with one fsync', async () => {
    const { fileSystem, syncs } = observed(createPowerCutFileSystem({ seed: 1 }));
    const journal = await openJournal({ fileSystem, path });
    const before = syncs();
    await Promise.all(Array.from({ length: 100 }, (_, index) => journal.append(index)));
    expect(syncs() - before).toBe(1);
    expect(await recordsOf(journal)).toHaveLength(100);
  });

  it('drops a torn tail of any length, and goes on after it', async () => {
    const { fileSystem, content } = await written(['first', 'second', 'third']);
    for (let length = 13; length < content.length; length += 1) {
      await replace(fileSystem, content.slice(0, length));
      const journal = await openJournal({ fileSystem, path });
      const kept = await recordsOf(journal);
      expect(['first', 'second', 'third'].slice(0, kept.length)).toEqual(kept);
      await journal.append('next');
      await journal.close();
      const again = await openJournal({ fileSystem, path });
      expect(await recordsOf(again)).toEqual([...kept, 'next']);
      expect(again.recovered.droppedBytes).toBe(0);
      await again.close();
    }
  });

  it('refuses to open when any byte of an acknowledged record has changed, and leaves the file alone', async () => {
    const { fileSystem, content } = await written(['first', { second: 2 }, 'third']);
    const endOfRecords = content.lastIndexOf(0x0a, content.length - 2);
    for (let position = 0; position < endOfRecords; position += 1) {
      const damaged = content.slice();
      damaged[position] = (damaged[position] ?? 0) ^ 0x04;
      await replace(fileSystem, damaged);
      await expect(openJournal({ fileSystem, path })).rejects.toMatchObject({ code: 'integrity' });
      expect(await fileSystem.readFile(path)).toEqual(damaged);
    }
  });

  it('takes records that the disk put elsewhere for damage', async () => {
    const { fileSystem, content } = await written(['a', 'b', 'c', 'd']);
    const lines = new TextDecoder().decode(content).split('\n');
    const swapped = [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n');
    await replace(fileSystem, new TextEncoder().encode(swapped));
    await expect(openJournal({ fileSystem, path })).rejects.toMatchObject({ code: 'integrity' });
  });

  it('takes lines that were taken out or put in for damage, and leaves the file alone', async () => {
    const { fileSystem, content } = await written(['a', 'b', 'c', 'd', 'e']);
    const lines = new TextDecoder().decode(content).split('\n');
    for (const at of [1, 2, 3]) {
      for (const changed of [
        lines.toSpliced(at, 1),
        lines.toSpliced(at, 0, lines[at] ?? ''),
        lines.toSpliced(at, 0, 'a note'),
      ]) {
        const bytes = new TextEncoder().encode(changed.join('\n'));
        await replace(fileSystem, bytes);
        await expect(openJournal({ fileSystem, path })).rejects.toMatchObject({ code: 'integrity' });
        expect(await fileSystem.readFile(path)).toEqual(bytes);
      }
    }
  });

  it('notices damage that happens after opening, while it reads', async () => {
    const { fileSystem, content } = await written(['first', 'second']);
    const journal = await openJournal({ fileSystem, path });
    const damaged = content.slice();
    damaged[30] = (damaged[30] ?? 0) ^ 1;
    await replace(fileSystem, damaged);
    await expect(recordsOf(journal)).rejects.toMatchObject({ code: 'integrity' });
  });

  it('never changes a file that is no journal', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    await fileSystem.makeDirectory('/data');
    await replace(fileSystem, new TextEncoder().encode('notes of somebody\n'));
    await expect(openJournal({ fileSystem, path })).rejects.toMatchObject({ code: 'integrity' });
    expect(new TextDecoder().decode(await fileSystem.readFile(path))).toBe('notes of somebody\n');
  });

  it('rejects what finds no space, keeps the rest, and goes on when there is space again', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes: 120 });
    const journal = await openJournal({ fileSystem, path });
    await journal.append('before');
    await expect(journal.append('x'.repeat(200))).rejects.toMatchObject({ code: 'resource-exhausted' });
    await journal.append('after');
    await journal.close();
    expect(await recordsOf(await openJournal({ fileSystem, path }))).toEqual(['before', 'after']);
  });

  it('takes nothing more after a failed fsync until it is opened again', async () => {
    const { fileSystem, failSyncs } = observed(createPowerCutFileSystem({ seed: 1 }));
    const journal = await openJournal({ fileSystem, path });
    await journal.append('kept');
    failSyncs(true);
    await expect(journal.append('unknown')).rejects.toThrow('the device failed');
    failSyncs(false);
    await expect(journal.append('late')).rejects.toMatchObject({ code: 'unavailable', isRetryable: false });
    await journal.close();
    expect((await recordsOf(await openJournal({ fileSystem, path }))).at(0)).toBe('kept');
  });

  it('refuses to write where another writer has written', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1 });
    const one = await openJournal({ fileSystem, path });
    const two = await openJournal({ fileSystem, path });
    await one.append('one');
    await expect(two.append('two')).rejects.toMatchObject({ code: 'conflict' });
    await expect(two.append('two')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await recordsOf(one)).toEqual(['one']);
  });

  it('takes a waiting record back when its caller cancels, and only that one', async () => {
    const journal = await openJournal({ fileSystem: createPowerCutFileSystem({ seed: 1 }), path });
    const caller = new AbortController();
    const outcomes = Promise.allSettled([
      journal.append('one'),
      journal.append('two', { signal: caller.signal }),
      journal.append('three'),
      journal.append('four', { signal: AbortSignal.abort() }),
    ]);
    caller.abort();
    expect((await outcomes).map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ]);
    expect(await recordsOf(journal)).toEqual(['one', 'three']);
  });

  it('says what it cannot hold, and that it is closed', async () => {
    const journal = await openJournal({ fileSystem: createPowerCutFileSystem({ seed: 1 }), path });
    await expect(journal.append({ at: Number.NaN })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(journal.append('x'.repeat(17 * 1024 * 1024))).rejects.toMatchObject({ code: 'payload-too-large' });
    const pending = journal.append('in flight');
    await journal.close();
    await pending;
    await journal.close();
    await expect(journal.append('late')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stops opening when its caller cancels', async () => {
    const { fileSystem } = await written(['a record']);
    await expect(openJournal({ fileSystem, path, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('reads records across the pieces in which it reads the file', async () => {
    const records = ['a'.repeat(300_000), 'b', 'ü'.repeat(200_000), 'c'];
    const { fileSystem } = await written(records);
    expect(await recordsOf(await openJournal({ fileSystem, path }))).toEqual(records);
  });
});
