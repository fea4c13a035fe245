import type { CommandManifest } from '@org/ai-core';

/** The commands that this package adds to the `ai` program: `ai ingest` and `ai search`. */
export const commands: readonly CommandManifest[] = [
  {
    name: 'ingest',
    summary: 'Takes the documents of a folder into a search index',
    load: () => import('./ingest-command.ts'),
  },
  {
    name: 'search',
    summary: 'Searches an index as one user',
    load: () => import('./search-command.ts'),
  },
];
