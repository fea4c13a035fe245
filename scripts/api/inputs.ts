// Which types users have to make themselves: another required member breaks whoever makes one, and nobody who only reads it.
import ts from 'typescript';
import type { Declarations, Declared } from './declarations.ts';

/** Keys (`file#name`) of every declared type that users hand over, to a function or as what a function of theirs returns. */
export function inputTypes(entries: readonly string[], declarations: Declarations): ReadonlySet<string> {
  const inputs = new Set<string>();
  const seen = new Set<string>();

  function visitDeclared(declared: Declared, isInput: boolean): void {
    const key = keyOf(declared);
    if (seen.has(`${key} ${isInput}`)) return;
    seen.add(`${key} ${isInput}`);
    if (isInput) inputs.add(key);
    for (const node of declared.nodes) visit(node, declared.file, isInput);
  }

  function visit(node: ts.Node, file: string, isInput: boolean): void {
    if (isReference(node)) {
      const declared = declarations.find(file, node.text);
      if (declared !== undefined) visitDeclared(declared, isInput);
    }
    // What goes into a function comes from the other side than what comes out of it.
    if (ts.isParameter(node)) {
      if (node.type !== undefined) visit(node.type, file, !isInput);
      return;
    }
    ts.forEachChild(node, (child) => visit(child, file, isInput));
  }

  for (const entry of entries)
    for (const { declared } of declarations.exportsOf(entry)) {
      const isUsed = declared?.nodes.some(
        (node) => ts.isFunctionDeclaration(node) || ts.isVariableStatement(node) || ts.isClassDeclaration(node),
      );
      if (declared !== undefined && isUsed === true) visitDeclared(declared, false);
    }
  return inputs;
}

/** The key of a declaration in `inputTypes`. */
export function keyOf({ file, name }: Declared): string {
  return `${file}#${name}`;
}

function isReference(node: ts.Node): node is ts.Identifier {
  if (!ts.isIdentifier(node)) return false;
  const { parent } = node;
  return (
    (ts.isTypeReferenceNode(parent) && parent.typeName === node) ||
    (ts.isExpressionWithTypeArguments(parent) && parent.expression === node)
  );
}
