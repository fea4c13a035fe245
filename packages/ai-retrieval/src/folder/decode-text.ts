/** A decoded file: its text with byte order mark and line breaks kept, or why there is none. */
export type DecodedText =
  { readonly kind: 'text'; readonly text: string; readonly replaced: number } | { readonly kind: 'binary' };

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

// Above this share of characters that are no UTF-8 a file is another encoding or no text at all: reading it would index noise.
const mostReplaced = 0.1;

/** Decodes UTF-8, and UTF-16 with a byte order mark. Broken sequences become U+FFFD and are counted. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return decodeWide(bytes, wide);
  if (bytes.includes(0)) return { kind: 'binary' };
  const text = decodeStrictly(bytes, 'utf-8');
  if (text !== undefined) return { kind: 'text', text, replaced: 0 };
  return withReplaced(lenient.decode(bytes));
}

/** The text in this encoding with its byte order mark, or undefined when a sequence is broken or nothing knows the encoding. */
export function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return (encoding === 'utf-8' ? strict : new TextDecoder(encoding, { fatal: true, ignoreBOM: true })).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeWide(bytes: Uint8Array, encoding: string): DecodedText {
  const text = decodeStrictly(bytes, encoding);
  if (text !== undefined) return { kind: 'text', text, replaced: 0 };
  return withReplaced(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes).toWellFormed());
}

function withReplaced(text: string): DecodedText {
  const replaced = text.split('\uFFFD').length - 1;
  return replaced > Math.max(8, text.length * mostReplaced) ? { kind: 'binary' } : { kind: 'text', text, replaced };
}

/** By its byte order mark. What looks like that of UTF-32 is none of UTF-16. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes[2] === 0 && bytes[3] === 0 ? undefined : 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}
