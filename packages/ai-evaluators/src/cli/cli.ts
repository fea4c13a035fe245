import type { CommandManifest } from '@org/ai-core';

/** The commands that this package adds to the `ai` program: `ai eval run` and `ai eval report`. */
export const commands: readonly CommandManifest[] = [
  {
    name: 'eval',
    summary: 'Runs an evaluation and decides by its gates, or shows a report',
    load: () => import('./eval-command.ts'),
  },
];
