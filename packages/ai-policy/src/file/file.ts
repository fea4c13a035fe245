export { parsePolicyFile, type PolicyFile } from './policy-file.ts';
export { loadPolicies, type LoadPoliciesOptions } from './load-policies.ts';
export { watchPolicies, type PolicyReload, type WatchedPolicies, type WatchPoliciesOptions } from './watch-policies.ts';
export type { FileChanges } from './file-changes.ts';
export { policyJsonSchema } from './json-schema.ts';
