import type { FolderIndexParts } from '../index/folder-index.ts';

/** Indexes of versions that are open, each for as long as somebody works with it. */
export interface OpenedVersions {
  /** Runs work on a version; it is not closed before the work has ended. */
  use<R>(id: string, work: (parts: FolderIndexParts) => Promise<R>): Promise<R>;
  /** Closes all but these once nobody works with them any more. */
  keepOnly(ids: ReadonlySet<string>): void;
  /** Closes all, and waits for it. */
  close(): Promise<void>;
}

interface Opened {
  readonly parts: Promise<FolderIndexParts>;
  users: number;
  isRetired: boolean;
}

/** Opens versions when they are first used. A version that could not be opened is tried again at its next use. */
export function createOpenedVersions(open: (id: string) => Promise<FolderIndexParts>): OpenedVersions {
  const opened = new Map<string, Opened>();
  const closing = new Set<Promise<void>>();
  const closeNow = ({ parts }: Opened): void => {
    const closed = parts.then(
      ({ index }) => index.close(),
      () => undefined,
    );
    closing.add(closed);
    void closed.finally(() => closing.delete(closed)).catch(() => undefined);
  };
  const retire = (id: string, one: Opened): void => {
    opened.delete(id);
    one.isRetired = true;
    if (one.users === 0) closeNow(one);
  };
  return {
    async use(id, work) {
      const one = opened.get(id) ?? { parts: open(id), users: 0, isRetired: false };
      opened.set(id, one);
      one.users++;
      try {
        return await work(await one.parts);
      } finally {
        one.users--;
        if (one.isRetired && one.users === 0) closeNow(one);
        const isOpen = await one.parts.then(
          () => true,
          () => false,
        );
        if (!isOpen && opened.get(id) === one) opened.delete(id);
      }
    },
    keepOnly(ids) {
      for (const [id, one] of [...opened]) if (!ids.has(id)) retire(id, one);
    },
    async close() {
      for (const [id, one] of [...opened]) retire(id, one);
      await Promise.all(closing);
    },
  };
}
