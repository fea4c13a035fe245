export { streamContract, type ScreenedText, type StreamCase, type StreamSubject } from './stream-contract.ts';
export { recogniserContract, type RecogniserCase, type RecogniserSubject } from './recogniser-contract.ts';
export { vaultContract, type VaultCase, type VaultSubject } from './vault-contract.ts';
