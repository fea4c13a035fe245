import type { CommandManifest } from '@org/ai-core';

/** The commands that this package adds to the `ai` program. */
export const commands: readonly CommandManifest[] = [
  {
    name: 'model',
    summary: 'Make, pull, verify and inspect bundles of local models',
    load: () => import('./model-command.ts'),
  },
];
