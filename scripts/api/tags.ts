import ts from 'typescript';

/** What a reader of the API has to know before relying on a name. */
const stabilityTags = ['beta', 'deprecated', 'experimental', 'internal'] as const;

/** The stability tags of a declaration, sorted. */
export function tagsOf(node: ts.Node): readonly string[] {
  const names = ts.getJSDocTags(node).map(({ tagName }) => tagName.text);
  return stabilityTags.filter((tag) => names.includes(tag));
}
