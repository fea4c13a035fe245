export { policyContract, type PolicyCase, type PolicySubject } from './policy-contract.ts';
export { contractPolicies } from './contract-policies.ts';
