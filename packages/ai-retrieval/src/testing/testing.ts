export { accessContract } from './access-contract.ts';
export type { ContractCase, RetrievalSubject } from './contract-case.ts';
export { findLeak, withoutTimings } from './leakage.ts';
export { createWorld, type AccessWorld } from './world.ts';
