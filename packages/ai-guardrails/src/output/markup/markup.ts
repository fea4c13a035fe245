import type { MatchAction, Rail, RailMatch, ScanRail } from '../../rail/rail.ts';
import { railBase, type OutputRailOptions } from '../rail-options.ts';
import { LONGEST_TAG, readUnsafeMarkup, type NameStretch } from './unsafe-markup.ts';

/** How the rail for markup works. */
export interface MarkupRailOptions extends OutputRailOptions {
  /** `redact` strips what is unsafe and leaves the rest of the markup; `block` ends the text before it. @defaultValue redact */
  readonly action?: Exclude<MatchAction, 'require-approval'> | undefined;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;

/**
 * Strips from an answer what a page would run or load as code: script, style, frames, objects, forms and their content
 * where it is code, event handlers, `srcdoc`, `javascript:` and active `data:` URLs, in whatever spelling, and tags of
 * server-side languages. Harmless markup stays. For answers that are put into a page as HTML; where a renderer escapes
 * HTML, samples of code would be stripped for nothing. Where links may lead is for `egressRail`.
 *
 * A first line only: whoever renders a model's HTML sanitises it with a real parser and a content security policy too
 * (OWASP LLM05, CWE-79).
 * @example
 * ```ts
 * import { createGuard, markupRail } from '@org/ai-guardrails';
 *
 * const guard = createGuard({ rails: [markupRail()] });
 * console.log(guard.maxHeldUnits('output'));
 * ```
 */
export function markupRail(options: MarkupRailOptions = {}): Rail {
  const { action = 'redact' } = options;
  const rail: ScanRail = {
    ...railBase(options, 'markup'),
    maxMatch: LONGEST_TAG,
    lookahead: 0,
    triggers: (unit) => unit === LESS,
    open() {
      const stretch: NameStretch = { start: 0, end: 0 };
      return {
        scan(cursor) {
          const found = readUnsafeMarkup(cursor, stretch);
          if (found === undefined) return undefined;
          const { rule, edits, through } = found;
          const match: RailMatch = { start: 0, end: found.end, rule, label: 'UNSAFE_MARKUP', score: 1, action };
          if (edits !== undefined) return { ...match, edits, resumeAt: 1 };
          // A gap, so that what stood on both sides makes no tag together.
          const replacement = found.end === 1 ? '&lt;' : ' ';
          return { ...match, replacement, extend: through === undefined ? undefined : throughClosing(through) };
        },
      };
    },
  };
  return rail;
}

/** Takes in what follows up to the closing tag of an element, and the tag. */
function throughClosing(name: string): (unit: number) => boolean {
  const closing = `</${name}`;
  let matched = 0;
  let state: 'content' | 'tag' | 'closed' = 'content';
  return (unit) => {
    if (state === 'closed') return false;
    if (state === 'content' && matched === closing.length) {
      state = unit === GREATER || unit === SLASH || unit <= 0x20 ? 'tag' : 'content';
      matched = 0;
    }
    if (state === 'tag') {
      if (unit === GREATER) state = 'closed';
      return true;
    }
    const lower = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
    if (lower === closing.charCodeAt(matched)) matched++;
    else matched = unit === LESS ? 1 : 0;
    return true;
  };
}
