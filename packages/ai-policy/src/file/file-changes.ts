import { watch } from 'node:fs';
import { dirname } from 'node:path';

/** Calls back whenever a file may have changed, until it is stopped. */
export type FileChanges = (path: string, onChange: () => void) => { stop(): void };

/**
 * Looks at the folder, so that a file which an editor or a deployment replaces is noticed too, and asks every `pollMs`
 * where the file system tells nothing. Keeps no process alive.
 */
export function folderChanges(pollMs: number): FileChanges {
  return (path, onChange) => {
    const timer = setInterval(onChange, pollMs);
    timer.unref();
    const watcher = watchFolder(dirname(path), onChange);
    return {
      stop() {
        clearInterval(timer);
        watcher?.close();
      },
    };
  };
}

function watchFolder(folder: string, onChange: () => void): { close(): void } | undefined {
  try {
    // Any name: a mounted configuration changes by a link beside the file.
    const watcher = watch(folder, { persistent: false }, () => onChange());
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
