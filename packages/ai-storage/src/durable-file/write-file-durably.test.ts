import { describe, expect, it } from 'vitest';
import { createPowerCutFileSystem } from '../testing/testing.ts';
import { writeFileDurably } from './write-file-durably.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('writeFileDurably', () => {
  it('keeps the old content and leaves nothing beside it when the disk is full', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 1, capacityBytes: 20 });
    await writeFileDurably(fileSystem, '/file', bytes('old content'));
    await expect(writeFileDurably(fileSystem, '/file', bytes('new content'))).rejects.toMatchObject({
      code: 'resource-exhausted',
    });
    expect(await fileSystem.list('/')).toEqual(['file']);
    expect(await fileSystem.readFile('/file')).toEqual(bytes('old content'));
  });

  it('leaves one whole content when several write at once', async () => {
    const fileSystem = createPowerCutFileSystem({ seed: 2 });
    const contents = Array.from({ length: 10 }, (_, index) => String(index).repeat(50));
    await Promise.all(contents.map((content) => writeFileDurably(fileSystem, '/file', bytes(content))));
    expect(contents).toContain(new TextDecoder().decode(await fileSystem.readFile('/file')));
    expect(await fileSystem.list('/')).toEqual(['file']);
  });
});
