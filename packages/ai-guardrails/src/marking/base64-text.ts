import { bytesOfBase64 } from '../normalise/base64.ts';

/** A text as base64 of its UTF-8; lone surrogates become U+FFFD. */
export function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The text behind base64 of UTF-8. */
export function textOfBase64(encoded: string): string {
  return new TextDecoder().decode(bytesOfBase64(encoded));
}
