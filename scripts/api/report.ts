// The public API of a package as text: a line for every exported name and for every member, sorted, without comments.
import ts from 'typescript';
import { tagsOf } from './tags.ts';
import type { Declarations, Exported } from './declarations.ts';

/** One public entry of a package. */
export interface ApiEntry {
  /** What is imported: `@org/ai-core/config`. */
  readonly importName: string;
  readonly file: string;
}

const printer = ts.createPrinter({ removeComments: true, omitTrailingSemicolon: true });

/** The text of a package's `api.md`. */
export function apiReport(name: string, entries: readonly ApiEntry[], declarations: Declarations): string {
  const sections = entries.map(({ importName, file }) => {
    const lines = declarations
      .exportsOf(file)
      .toSorted((a, b) => byCode(a.name, b.name))
      .flatMap(linesOf);
    return [`## ${importName}`, '', '```text', ...lines, '```'].join('\n');
  });
  return [
    `# API of ${name}`,
    'Every exported name and member, made by `pnpm api` from the declarations in the sources. A line that is added here is an addition for users; a line that is changed or removed breaks them. `pnpm check "api reports"` holds the changesets to it.',
    ...sections,
    '',
  ].join('\n\n');
}

function linesOf({ name, declared, from }: Exported): readonly string[] {
  if (declared === undefined) return [`export ${name} from ${from ?? ''}`];
  return declared.nodes.flatMap((node) => {
    const tags = tagsOf(node);
    if (tags.includes('internal')) return [];
    const [head = '', ...members] = declarationLines(node, declared.name, name);
    return [withTags(tags, head), ...members.map((member) => `  ${member}`)];
  });
}

function declarationLines(node: ts.Statement, local: string, name: string): readonly string[] {
  const rename = (text: string): string => (local === name ? text : `${text} (as ${name})`);
  if (ts.isInterfaceDeclaration(node)) {
    return [rename(`interface ${local}${typeParameters(node)}${heritage(node)}`), ...members(node.members)];
  }
  if (ts.isClassDeclaration(node)) {
    return [rename(`class ${local}${typeParameters(node)}${heritage(node)}`), ...members(node.members)];
  }
  if (ts.isTypeAliasDeclaration(node) && ts.isTypeLiteralNode(node.type))
    return [rename(`type ${local}${typeParameters(node)}`), ...members(node.type.members)];
  if (ts.isVariableStatement(node)) {
    const one = node.declarationList.declarations.find(({ name: id }) => ts.isIdentifier(id) && id.text === local);
    return [rename(`const ${one === undefined ? local : print(one)}`)];
  }
  return [rename(print(node).replace(/^(?:export |declare )*/, ''))];
}

/** Members by name; those that share one keep the order in which a compiler tries them. */
function members(nodes: readonly (ts.TypeElement | ts.ClassElement)[]): readonly string[] {
  return nodes
    .filter((node) => !isHidden(node))
    .map((node) => ({ key: node.name === undefined ? '' : print(node.name), node }))
    .toSorted((a, b) => byCode(a.key, b.key))
    .map(({ node }) => withTags(tagsOf(node), print(node)));
}

function isHidden(node: ts.TypeElement | ts.ClassElement): boolean {
  const isPrivate =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
  return (
    isPrivate || (node.name !== undefined && ts.isPrivateIdentifier(node.name)) || tagsOf(node).includes('internal')
  );
}

function typeParameters({
  typeParameters: parameters,
}: ts.InterfaceDeclaration | ts.ClassDeclaration | ts.TypeAliasDeclaration): string {
  return parameters === undefined ? '' : `<${parameters.map(print).join(', ')}>`;
}

function heritage({ heritageClauses }: ts.InterfaceDeclaration | ts.ClassDeclaration): string {
  return heritageClauses?.map((clause) => ` ${print(clause)}`).join('') ?? '';
}

function print(node: ts.Node): string {
  const { transformed } = ts.transform(node, [withoutPatterns]);
  const text = transformed.map((one) => printer.printNode(ts.EmitHint.Unspecified, one, node.getSourceFile())).join('');
  return text.trim().replace(/\s+/g, ' ').replace(/;$/, '');
}

/** How a function takes its options apart is nothing that a caller sees. */
function withoutPatterns(context: ts.TransformationContext): (node: ts.Node) => ts.Node {
  const visit = (node: ts.Node): ts.Node => {
    const isPattern = ts.isParameter(node) && ts.isObjectBindingPattern(node.name);
    const { factory } = context;
    const plain = isPattern
      ? factory.createParameterDeclaration(
          node.modifiers,
          node.dotDotDotToken,
          'options',
          node.questionToken,
          node.type,
          undefined,
        )
      : node;
    return ts.visitEachChild(plain, visit, context);
  };
  return visit;
}

function withTags(tags: readonly string[], text: string): string {
  return [...tags.map((tag) => `[${tag}]`), text].join(' ');
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
