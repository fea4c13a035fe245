import { opendir } from 'node:fs/promises';

const maxCounted = 200_000;

/** How many files a folder holds, roughly: for a progress bar only. Links are not followed. */
export async function countFiles(root: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  try {
    for await (const entry of await opendir(root, { recursive: true })) {
      if (signal.aborted || count >= maxCounted) return count;
      if (entry.isFile() && !entry.name.endsWith('.meta.yaml')) count += 1;
    }
  } catch {
    // What cannot be counted is reported when it cannot be read.
  }
  return count;
}
