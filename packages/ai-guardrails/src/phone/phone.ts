export { phoneNumberWithMetadata, type PhoneNumberOptions } from './phone-number-with-metadata.ts';
export type { PhoneMetadata } from './phone-metadata.ts';
