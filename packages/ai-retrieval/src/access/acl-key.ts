import type { Acl } from '@org/ai-core';

/** Equal for two ACLs exactly when they name the same entries, in whatever order. */
export function aclKey(acl: Acl): string {
  const sorted = (entries: readonly string[] = []): readonly string[] => [...new Set(entries)].sort();
  return JSON.stringify([sorted(acl.allow), sorted(acl.deny)]);
}
