import { AiError, parseAclEntry, parseAttributeCondition, type Acl, type SourceDocument } from '@org/ai-core';
import type { IngestProblem } from './ingest-report.ts';

/** A document as it will be stored, or undefined when it cannot be. */
export interface CheckedDocument {
  readonly document: SourceDocument;
  readonly problems: readonly IngestProblem[];
}

const longestId = 1_024;
const controlCharacter = /\p{Cc}/u;

/**
 * Checks one document of a stream. A fault of one document is reported and never stops the rest; an ACL with an entry that cannot be read lets nobody in.
 *
 * @throws AiError `forbidden` for a document of another tenant: that is a fault of the caller, and must not go on
 */
export function checkDocument(
  document: SourceDocument,
  tenant: string,
  seen: ReadonlySet<string>,
): CheckedDocument | IngestProblem {
  const { id, acl } = document;
  if (document.tenant !== tenant) {
    throw new AiError(
      'forbidden',
      "a document's tenant is not the tenant of context.principal; ingest each tenant with a principal of its own",
    );
  }
  if (typeof id !== 'string' || id === '' || id.length > longestId || controlCharacter.test(id)) {
    const message = `the id must be 1 to ${String(longestId)} characters without control characters`;
    return { document: id.slice(0, 100), code: 'invalid-id', message };
  }
  if (seen.has(id))
    return { document: id, code: 'duplicate-id', message: 'the id came before in this run; the first one is kept' };
  const text = document.text.toWellFormed();
  if (isReadableAcl(acl)) return { document: { ...document, text }, problems: [] };
  const message =
    'the ACL has an entry that is not public, tenant, user:<id> or group:<id>, or a condition that is not { attribute, oneOf } or { attribute, atLeast }; nobody can read the document until it is mended';
  return {
    document: { ...document, text, acl: { allow: [] } },
    problems: [{ document: id, code: 'acl-invalid', message }],
  };
}

function isReadableAcl(acl: Acl): boolean {
  const { allow, deny = [], require = [] } = acl;
  return (
    [...allow, ...deny].every((entry) => parseAclEntry(entry) !== undefined) &&
    require.every((condition) => parseAttributeCondition(condition) !== undefined)
  );
}
