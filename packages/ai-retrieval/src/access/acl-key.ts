import { canonicalJson, type Acl, type JsonValue } from '@org/ai-core';

/** Equal for two ACLs exactly when they name the same entries and conditions, in whatever order. */
export function aclKey(acl: Acl): string {
  const sorted = (entries: readonly string[] = []): readonly string[] => [...new Set(entries)].sort();
  const conditions = (acl.require ?? []).map((condition) =>
    canonicalJson(('oneOf' in condition ? { ...condition, oneOf: sorted(condition.oneOf) } : condition) as JsonValue),
  );
  return JSON.stringify([
    sorted(acl.allow),
    sorted(acl.deny),
    ...(conditions.length === 0 ? [] : [sorted(conditions)]),
  ]);
}
