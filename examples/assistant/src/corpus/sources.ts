import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AiError, isIdentifier, type Acl } from '@org/ai-core';
import type { Trust } from '@org/ai-retrieval';

/** A folder to ingest, and what holds for its documents. */
export interface CorpusSource {
  readonly root: string;
  readonly tenant: string;
  /** Put in front of relative paths to make document ids. */
  readonly idPrefix: string;
  /** For documents that state no access. */
  readonly defaultAcl: Acl;
  readonly trustOf: (path: string) => Trust;
}

/** What an assistant answers from. */
export interface Corpus {
  readonly sources: readonly CorpusSource[];
  /** What identifies the corpus: its roots. */
  readonly roots: readonly string[];
  /** Files that belong to no tenant. */
  readonly strays: readonly string[];
}

const exampleFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The checkout that this program runs from. */
export const checkout: string = dirname(dirname(exampleFolder));

/** The handbook, public to the tenant, and the demo corpus, whose first folder level is the tenant. `inbox` folders hold what came from outside. */
export async function demoCorpus(): Promise<Corpus> {
  const handbook = join(checkout, 'docs');
  const corpus = join(exampleFolder, 'corpus');
  const entries = await readdir(corpus, { withFileTypes: true }).catch(() => []);
  const tenants = entries.filter((entry) => entry.isDirectory() && isIdentifier(entry.name)).map(({ name }) => name);
  return {
    roots: [handbook, corpus],
    strays: entries.filter((entry) => !tenants.includes(entry.name)).map(({ name }) => name),
    sources: [
      {
        root: handbook,
        tenant: 'meridian',
        idPrefix: 'docs/',
        defaultAcl: { allow: ['public'] },
        trustOf: () => 'trusted',
      },
      ...tenants.sort().map((tenant): CorpusSource => ({
        root: join(corpus, tenant),
        tenant,
        idPrefix: `corpus/${tenant}/`,
        defaultAcl: { allow: [] },
        trustOf: (path) => (path.split('/').includes('inbox') ? 'untrusted' : 'trusted'),
      })),
    ],
  };
}

/**
 * Any folder: every signed-in principal of the tenant reads what states no access, and nobody has vouched for the texts.
 *
 * @throws AiError `not-found` when it is no folder
 */
export async function folderCorpus(root: string): Promise<Corpus> {
  const found = await stat(root).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new AiError('not-found', `--corpus: there is no folder ${basename(root)} at ${dirname(root)}`);
  }
  const source: CorpusSource = {
    root,
    tenant: 'meridian',
    idPrefix: '',
    defaultAcl: { allow: ['tenant'] },
    trustOf: () => 'untrusted',
  };
  return { sources: [source], roots: [root], strays: [] };
}
