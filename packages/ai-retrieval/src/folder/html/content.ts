import type { DefaultTreeAdapterTypes } from 'parse5';

const dropped: ReadonlySet<string> = new Set(
  'title script style noscript template nav footer iframe object embed svg math canvas audio video button select textarea input datalist dialog'.split(
    ' ',
  ),
);
const droppedRoles: ReadonlySet<string> = new Set(['navigation', 'contentinfo', 'banner', 'search', 'dialog']);
const hiddenStyle =
  /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|font-size\s*:\s*0[a-z%]*\s*(?:;|$|!))/i;

/** Whether a node of a page is content that a reader sees: no navigation, no script, nothing hidden, no comment. */
export function isContent(node: DefaultTreeAdapterTypes.Node): boolean {
  if (node.nodeName === '#comment' || node.nodeName === '#documentType') return false;
  if (!('tagName' in node)) return true;
  if (dropped.has(node.tagName)) return false;
  for (const { name, value } of node.attrs) {
    if (name === 'hidden') return false;
    if (name === 'aria-hidden' && value.trim().toLowerCase() === 'true') return false;
    if (name === 'role' && droppedRoles.has(value.trim().toLowerCase())) return false;
    if (name === 'style' && hiddenStyle.test(value.slice(0, 4_000))) return false;
  }
  return true;
}
