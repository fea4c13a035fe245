const topUnits = 131_072;
const blank = /[\s\p{Cf}]*/uy;
const key = /(?:^|[{,\u0085])[ \t]*["']?acl[ \t]*["']?[ \t]*[.:=]/im;
const firstKey = /["']?acl[ \t]*["']?[ \t]*[.:=]/iy;

/**
 * Whether the top of a text, from `from` on, looks like access rules: a front matter behind blank lines or a comment, one that is not closed, of another language, or in a kind of file that has none.
 * Such a document was meant to be closed, so it must not fall back to the default. Linear.
 */
export function hasStrayAccess(text: string, from: number): boolean {
  const top = text.slice(from, from + topUnits);
  let at = skipBlank(top, 0);
  while (top.startsWith('<!--', at)) {
    const end = top.indexOf('-->', at);
    if (key.test(top.slice(at + 4, end === -1 ? top.length : end).trimStart())) return true;
    if (end === -1) return false;
    at = skipBlank(top, end + 3);
  }
  firstKey.lastIndex = at;
  if (firstKey.test(top)) return true;
  const mark = ['---', '+++', '{'].find((candidate) => top.startsWith(candidate, at));
  if (mark === undefined) return false;
  return key.test(blockOf(top.slice(at), mark));
}

/** Whether access rules stand anywhere in a text that is no document. Linear. */
export function statesAccess(text: string): boolean {
  return key.test(text.trimStart());
}

function skipBlank(text: string, from: number): number {
  blank.lastIndex = from;
  blank.test(text);
  return blank.lastIndex;
}

/** From the opening mark to the line that closes it; all of the top when none does. */
function blockOf(text: string, mark: string): string {
  const closing = mark === '{' ? '\n}' : `\n${mark}`;
  const end = text.indexOf(closing, mark.length);
  return end === -1 ? text : text.slice(0, end);
}
