/** Longest placeholder, in UTF-16 units: what a stream that restores holds back is shorter. */
export const LONGEST_PLACEHOLDER = 60;

const LABEL = '[A-Z][A-Z0-9_]{0,47}';
const form = new RegExp(`^\\[${LABEL}_[1-9][0-9]{0,8}\\]$`);
const label = new RegExp(`^${LABEL}$`);
const beginning = /^\[(?:[A-Z][A-Z0-9_]*)?$/;

/** Whether values of this label can be kept: its placeholder has a form that nothing else has. */
export function isPlaceholderLabel(text: string): boolean {
  return label.test(text);
}

/** `[EMAIL_ADDRESS_1]` and the like, whether somebody gave it out or not. */
export function isPlaceholder(text: string): boolean {
  return text.length <= LONGEST_PLACEHOLDER && form.test(text);
}

/** Whether more text may make a placeholder of this one. */
export function mayBecomePlaceholder(text: string): boolean {
  return text.length < LONGEST_PLACEHOLDER && beginning.test(text);
}

export function placeholderOf(name: string, number: number): string {
  return `[${name}_${String(number)}]`;
}

/** The same text with its placeholders replaced, where there is a replacement; once, from left to right. */
export function replacePlaceholders(text: string, replace: (placeholder: string) => string | undefined): string {
  let done = '';
  let from = 0;
  /** The first closing bracket behind the opening one; looked for once, so that brackets without an end cost nothing. */
  let close = -1;
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    if (close < at) close = text.indexOf(']', at);
    if (close < 0) break;
    const end = close + 1;
    if (end - at > LONGEST_PLACEHOLDER) continue;
    const placeholder = text.slice(at, end);
    const replacement = form.test(placeholder) ? replace(placeholder) : undefined;
    if (replacement === undefined) continue;
    done += text.slice(from, at) + replacement;
    from = end;
    at = end - 1;
  }
  return done + text.slice(from);
}
