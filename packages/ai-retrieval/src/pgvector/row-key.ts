import type { Acl } from '@org/ai-core';
import { aclKey } from '../access/acl-key.ts';
import { digestNow } from '../internal/digest-text.ts';

/** By what a document is found: ids may be longer than an entry of an index. */
export function idDigest(id: string): Buffer {
  return Buffer.from(digestNow(id).slice('sha256:'.length), 'hex');
}

/** By what an access list is found, in hexadecimal: equal for equal lists, in whatever order they are written. */
export function aclDigest(acl: Acl): string {
  return digestNow(aclKey(acl)).slice('sha256:'.length);
}
