/** Tags, links, images, definitions, character references, and slashes that make a host of what follows. */
const markup = /[<>]|[\\/]{2}|^\\|\]\(|\]\[|\]:|!\[|&(?:#|[a-z0-9]+;)/i;
/** Schemes that a browser opens or runs; it looks through white space and control characters in them. */
const scheme = /^(?:https?|wss?|ftp|file|blob|data|javascript|vbscript):/i;

/**
 * Whether a value could become a link, or part of one. What is put into an answer behind its rails must not: they have
 * seen a placeholder in its place.
 */
export function isMarkup(value: string): boolean {
  return markup.test(value) || scheme.test(value.replace(/[\s\p{Cc}\p{Cf}]/gu, ''));
}
