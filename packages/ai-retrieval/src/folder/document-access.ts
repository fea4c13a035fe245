import type { Acl } from '@org/ai-core';
import { aclKey } from '../access/acl-key.ts';
import type { DocumentMetadata } from './document-metadata.ts';
import type { FolderProblem } from './folder-item.ts';

/** The access rules of a document and what was wrong with their sources. */
export interface DocumentAccess {
  readonly acl: Acl;
  readonly problems: readonly FolderProblem[];
}

/** Decides who may read: front matter or sidecar, else the caller's default. Two that disagree, and a deny for a group nobody knows, let nobody in. */
export function decideAccess(
  sources: readonly DocumentMetadata[],
  defaultAcl: Acl,
  knownGroups: ReadonlySet<string> | undefined,
): DocumentAccess {
  const problems = sources.flatMap((source) => source.problems);
  const said = sources.flatMap((source) => (source.acl === undefined ? [] : [source.acl]));
  const [first = defaultAcl, second] = said;
  if (second !== undefined && aclKey(first) !== aclKey(second)) {
    const message =
      'front matter and sidecar name different access rules; nobody can read the document until they agree';
    return { acl: { allow: [] }, problems: [...problems, { code: 'acl-conflict', message }] };
  }
  const unknown = (list: readonly string[] = []): readonly string[] =>
    list.filter((entry) => entry.startsWith('group:') && knownGroups?.has(entry.slice('group:'.length)) === false);
  const inAllow = unknown(first.allow);
  const inDeny = unknown(first.deny);
  if (inAllow.length > 0) {
    problems.push({ code: 'unknown-group', message: `acl.allow names ${inAllow.join(', ')}, which nobody belongs to` });
  }
  if (inDeny.length > 0) {
    const message = `acl.deny names ${inDeny.join(', ')}, which is unknown; nobody can read the document until it is mended`;
    return { acl: { allow: [] }, problems: [...problems, { code: 'unknown-group', message }] };
  }
  return { acl: first, problems };
}
