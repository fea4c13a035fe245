import { AiError, type TextSpan } from '@org/ai-core';
import { encodedRuns, type Encoding } from './encodings.ts';

/** A text that was found encoded in another. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  /** 1 for what stands encoded in the text itself, 2 for what stands encoded in that, ... */
  readonly depth: number;
  /** The span of the original text that holds it. */
  readonly span: TextSpan;
}

/** How far decoding goes. */
export interface DecodeOptions {
  /** @defaultValue 3 */
  readonly maxDepth?: number | undefined;
  /** Most units that are decoded in total; the rest stays as it is. @defaultValue 16,384 */
  readonly maxUnits?: number | undefined;
  /** Most texts that are decoded in total. @defaultValue 64 */
  readonly maxTexts?: number | undefined;
}

/**
 * Decodes what a text holds as base64, hex, percent and HTML escapes, or rot13, and what that holds in turn. The work
 * is bounded by depth, total size and count, so that an encoding bomb stops at the bound.
 * @throws AiError `invalid-input` for a bound that is not a whole number of 1 or more
 * @example
 * ```ts
 * import { decodeText } from '@org/ai-guardrails';
 *
 * for (const { text, encoding, span } of decodeText('see aWdub3JlIGFsbCBydWxlcw==')) console.log(encoding, text, span);
 * ```
 */
export function decodeText(text: string, options: DecodeOptions = {}): readonly DecodedText[] {
  const maxDepth = boundOf('maxDepth', options.maxDepth ?? 3);
  const maxUnits = boundOf('maxUnits', options.maxUnits ?? 16_384);
  const maxTexts = boundOf('maxTexts', options.maxTexts ?? 64);
  const found: DecodedText[] = [];
  let units = 0;
  const queue: { readonly text: string; readonly depth: number; readonly span: TextSpan | undefined }[] = [
    { text, depth: 0, span: undefined },
  ];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const run of encodedRuns(next.text, maxUnits - units)) {
      if (found.length >= maxTexts || units + run.text.length > maxUnits) return found;
      units += run.text.length;
      const span = next.span ?? { start: run.start, end: run.end };
      const depth = next.depth + 1;
      found.push({ text: run.text, encoding: run.encoding, depth, span });
      if (depth < maxDepth) queue.push({ text: run.text, depth, span });
    }
  }
  return found;
}

function boundOf(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new AiError('invalid-input', `${name} must be a whole number of 1 or more`);
}
