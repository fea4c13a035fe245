import type { SourceDocument } from '@org/ai-core';
import { readFolder } from '@org/ai-retrieval';
import { tenantGroups } from '../principals/demo-principals.ts';
import type { CorpusSource } from './sources.ts';

/** A file that was passed over, or a document that needs a person's eye. */
export interface FileNote {
  readonly path: string;
  readonly kind: 'skipped' | 'problem';
  readonly message: string;
}

/** The documents of one tenant, from all of its folders; what is to be said about files goes to `onNote`. */
export async function* readTenant(
  sources: readonly CorpusSource[],
  options: { readonly onNote: (note: FileNote) => void; readonly signal: AbortSignal },
): AsyncGenerator<SourceDocument> {
  for (const { root, tenant, idPrefix, defaultAcl, trustOf } of sources) {
    const folder = { root, tenant, idPrefix, defaultAcl, trust: trustOf, signal: options.signal };
    for await (const item of readFolder({ ...folder, knownGroups: tenantGroups[tenant] ?? [] })) {
      const path = idPrefix + item.path;
      if (item.kind === 'skipped') options.onNote({ path, kind: 'skipped', message: item.message });
      else {
        for (const { message } of item.problems) options.onNote({ path, kind: 'problem', message });
        yield item.document;
      }
    }
  }
}
