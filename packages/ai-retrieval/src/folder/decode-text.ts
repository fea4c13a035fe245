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
  if (wide !== undefined) {
    return { kind: 'text', text: new TextDecoder(wide, { ignoreBOM: true }).decode(bytes).toWellFormed(), replaced: 0 };
  }
  if (bytes.includes(0)) return { kind: 'binary' };
  try {
    return { kind: 'text', text: strict.decode(bytes), replaced: 0 };
  } catch {
    const text = lenient.decode(bytes);
    const replaced = text.split('\uFFFD').length - 1;
    return replaced > Math.max(8, text.length * mostReplaced) ? { kind: 'binary' } : { kind: 'text', text, replaced };
  }
}

function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}
