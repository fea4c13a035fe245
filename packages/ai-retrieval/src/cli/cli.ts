import type { CommandManifest } from '@org/ai-core';

/** The commands that this package adds to the `ai` program: `ai ingest`, `ai search` and `ai index`. */
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
  {
    name: 'index',
    summary: 'Shows, verifies, compacts, erases from, reports on and copies an index',
    load: () => import('./index-command.ts'),
  },
];
