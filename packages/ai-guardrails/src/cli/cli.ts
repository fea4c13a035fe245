import type { CommandManifest } from '@org/ai-core';

/** The command that this package adds to the `ai` program: `ai guard`. */
export const commands: readonly CommandManifest[] = [
  {
    name: 'guard',
    summary: 'Shows what the rails find in files or standard input, and decides by policy',
    load: () => import('./guard-command.ts'),
  },
];
