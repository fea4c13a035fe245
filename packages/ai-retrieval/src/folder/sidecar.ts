import { join } from 'node:path';
import { decodeText } from './decode-text.ts';
import { parseMetadata, type DocumentMetadata } from './document-metadata.ts';
import type { FolderNames } from './folder-names.ts';
import { readBytes } from './read-bytes.ts';
import { statesAccess } from './stray-access.ts';

const suffix = '.meta.yaml';
/** What people write for it by mistake: for these the name is enough. */
const wrongSuffixes = ['.meta.yml', '.meta.json'];
const stemSuffixes = ['.meta.yaml', '.meta.yml'];
/** Names that other files have too: they count when access rules stand in them. */
const plainSuffixes = ['.yaml', '.yml'];
const maxBytes = 65_536;

/** Whether a name is that of a sidecar, whatever its letter case. */
export function isSidecar(name: string): boolean {
  return name.toLowerCase().endsWith(suffix);
}

/** Whether the document that a sidecar describes is beside it, under exactly the name that the sidecar says. */
export function hasOwner(name: string, names: FolderNames): boolean {
  return name.endsWith(suffix) && names.has(name.slice(0, -suffix.length));
}

/** What the sidecar of a file says. One that cannot be read, or whose name is not quite right, may have closed the document: so it does. */
export async function sidecarOf(
  folder: string,
  name: string,
  names: FolderNames,
): Promise<readonly DocumentMetadata[]> {
  const proper = name + suffix;
  const isMisnamed = names.like(proper).some((other) => other !== proper && !hasOwner(other, names));
  if (isMisnamed) return [misnamed];
  if (names.has(proper)) return [await read(join(folder, proper))];
  const stem = name.slice(0, name.lastIndexOf('.'));
  const lookAlikes = [
    ...wrongSuffixes.flatMap((wrong) => names.like(name + wrong)),
    ...stemSuffixes.flatMap((wrong) => names.like(stem + wrong)),
  ];
  if (lookAlikes.some((other) => !hasOwner(other, names))) return [misnamed];
  for (const other of plainSuffixes.flatMap((wrong) => [...names.like(name + wrong), ...names.like(stem + wrong)])) {
    if (await holdsAccessRules(join(folder, other))) return [misnamed];
  }
  return [];
}

const misnamed: DocumentMetadata = {
  title: undefined,
  acl: { allow: [] },
  problems: [
    {
      code: 'sidecar-invalid',
      message:
        'a file beside the document looks like its sidecar, but is not named <file>.meta.yaml in these very letters; rename it; nobody can read the document until then',
    },
  ],
};

async function read(path: string): Promise<DocumentMetadata> {
  try {
    const found = await readBytes(path, maxBytes);
    const decoded = found === undefined ? undefined : decodeText(found.bytes);
    if (decoded?.kind === 'text' && decoded.replaced === 0) return parseMetadata(decoded.text, 'sidecar');
  } catch {
    // It is there and cannot be read, which closes the document.
  }
  return parseMetadata('[', 'sidecar');
}

async function holdsAccessRules(path: string): Promise<boolean> {
  try {
    const found = await readBytes(path, maxBytes);
    const decoded = found === undefined ? undefined : decodeText(found.bytes);
    return decoded?.kind === 'text' && statesAccess(decoded.text);
  } catch {
    return true;
  }
}
