import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AiError, createContext, createServicePrincipal, isIdentifier, type SourceDocument } from '@org/ai-core';
import { readFolder, type RetrievalIndex } from '@org/ai-retrieval';

/** What {@link ingestFolder} tells on the way. */
export interface IngestFolderOptions {
  readonly signal: AbortSignal;
  readonly onReport: (tenant: string, counts: Readonly<Record<string, number>>) => void;
  /** A file that was passed over, or whose access rules need a person's eye. */
  readonly onNote: (note: { readonly path: string; readonly problem: string }) => void;
}

/** Who writes: a service of the tenant, which reads nothing that does not name it. */
const writer = 'ingestion';

/**
 * Brings an index up to date with a folder, tenant by tenant; documents that are gone leave the index.
 * `FOLDER/<tenant>/inbox/` holds what came from outside: nobody has vouched for it, and its orders to an assistant are taken out.
 * A document that states no access is read by nobody.
 *
 * @throws AiError `not-found` without such a folder or a tenant in it, and what the index fails with
 */
export async function ingestFolder(
  index: RetrievalIndex,
  folder: string,
  { signal, onReport, onNote }: IngestFolderOptions,
): Promise<{ readonly problems: number }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AiError('not-found', 'there is no such folder, or it cannot be read', { cause });
  });
  const tenants = entries.filter((entry) => entry.isDirectory() && isIdentifier(entry.name)).map(({ name }) => name);
  if (tenants.length === 0)
    throw new AiError('not-found', 'the folder holds no folder of a tenant: FOLDER/<tenant>/<documents>');
  let problems = 0;
  const note = (path: string, problem: string): void => {
    problems++;
    onNote({ path, problem });
  };
  for (const { name } of entries) if (!tenants.includes(name)) note(name, 'it lies in no folder of a tenant');
  for (const tenant of tenants.sort()) {
    const documents = readTenant(tenant, join(resolve(folder), tenant), note, signal);
    const context = createContext({ principal: createServicePrincipal({ tenant, subject: writer }), signal });
    const { problems: refused, ...counts } = await index.ingest(documents, { context, deleteMissing: true });
    for (const { document, message } of refused) note(document, message);
    onReport(tenant, counts);
  }
  return { problems };
}

async function* readTenant(
  tenant: string,
  root: string,
  note: (path: string, problem: string) => void,
  signal: AbortSignal,
): AsyncGenerator<SourceDocument> {
  const trust = (path: string): 'trusted' | 'untrusted' => (path.startsWith('inbox/') ? 'untrusted' : 'trusted');
  for await (const item of readFolder({ root, tenant, idPrefix: `${tenant}/`, trust, signal })) {
    const path = `${tenant}/${item.path}`;
    if (item.kind === 'skipped') note(path, item.message);
    else {
      for (const { message } of item.problems) note(path, message);
      yield item.document;
    }
  }
}
