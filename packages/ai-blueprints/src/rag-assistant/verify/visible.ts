/** Units that a reader cannot see but a copy carries along: tags, bidirectional controls, zero-width spaces. Joiners stay, scripts and emoji need them. */
const invisible = /[\u{E0000}-\u{E007F}\u202A-\u202E\u2066-\u2069\u200B\u200E\u200F\u2060-\u2064\uFEFF\u00AD]/gu;

/** The text without what nobody can see. */
export function visible(text: string): string {
  return text.replace(invisible, '');
}
