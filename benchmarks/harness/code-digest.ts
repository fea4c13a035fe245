// A digest of what a file does: its code without comments, blank space, declared types and annotations, so that a better doc comment makes no figure stale.
import { createHash } from 'node:crypto';
import ts from 'typescript';

/** First 16 hexadecimal digits of a SHA-256. Files that are no TypeScript or JavaScript count byte by byte. */
export function codeDigest(file: string, text: string): string {
  const hash = createHash('sha256');
  if (!/\.[cm]?[jt]s$/.test(file)) return hash.update(text).digest('hex').slice(0, 16);
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return;
    const children = node.getChildren(source);
    if (children.length === 0) hash.update(`${node.getText(source)}\n`);
    for (const [index, child] of children.entries()) {
      const next = children[index + 1];
      const isAnnotation = child.kind === ts.SyntaxKind.ColonToken && next !== undefined && isTypeOnly(next);
      if (!isAnnotation) visit(child);
    }
  };
  visit(source);
  return hash.digest('hex').slice(0, 16);
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isExpressionWithTypeArguments(node)) return false;
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isJSDoc(node) ||
    (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
  );
}
