import type { CommandManifest } from '@org/ai-core';

/** The commands that this package adds to the `ai` program: `ai policy check` and `ai policy explain`. */
export const commands: readonly CommandManifest[] = [
  {
    name: 'policy',
    summary: 'Checks policy files and runs their tests, or explains a decision',
    load: () => import('./policy-command.ts'),
  },
];
