export { accessContract } from './access-contract.ts';
export { fuzzAccess, type FuzzOptions, type FuzzReport } from './access-fuzz.ts';
export type { FuzzOperation } from './fuzz-plan.ts';
export type { ContractCase, RetrievalSubject } from './contract-case.ts';
export { findLeak, withoutTimings } from './leakage.ts';
export { createWorld, type AccessWorld } from './world.ts';
