export { streamContract, type ScreenedText, type StreamCase, type StreamSubject } from './stream-contract.ts';
export { recogniserContract, type RecogniserCase, type RecogniserSubject } from './recogniser-contract.ts';
