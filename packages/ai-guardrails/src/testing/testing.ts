export { streamContract, type ScreenedText, type StreamCase, type StreamSubject } from './stream-contract.ts';
