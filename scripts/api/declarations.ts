// Finds what names of the sources stand for, by syntax alone: with isolated declarations each file says its own types, so nothing is type-checked.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Where a name is declared, with each of its declarations (a function may have several). */
export interface Declared {
  readonly file: string;
  readonly name: string;
  readonly nodes: readonly ts.Statement[];
}

/** A name that an entry offers: declared in the workspace, or passed on from another package. */
export interface Exported {
  readonly name: string;
  readonly declared: Declared | undefined;
  readonly from: string | undefined;
}

/** The declarations of one workspace, read once per file. */
export interface Declarations {
  /** @throws Error when the entry exports a name that no file declares */
  exportsOf(entry: string): readonly Exported[];
  /** What a name means inside of a file; nothing for names of the language, of type parameters and of other packages. */
  find(file: string, name: string): Declared | undefined;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  declaration: true,
  isolatedDeclarations: true,
};

/** @param entries import name → source file of every public entry of the workspace */
export function createDeclarations(entries: ReadonlyMap<string, string>): Declarations {
  const files = new Map<string, ts.SourceFile>();

  function read(file: string): ts.SourceFile {
    const known = files.get(file);
    if (known !== undefined) return known;
    const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: options,
    });
    const source = ts.createSourceFile(file, outputText, ts.ScriptTarget.ES2023, true);
    files.set(file, source);
    return source;
  }

  function target(file: string, module: string): string | undefined {
    if (!module.startsWith('.')) return entries.get(module);
    const path = join(dirname(file), module);
    return [path, path.replace(/\.js$/, '.ts')].find((candidate) => candidate.endsWith('.ts') && existsSync(candidate));
  }

  function find(file: string, name: string): Declared | undefined {
    const source = read(file);
    const nodes = source.statements.filter((statement) => declaredNames(statement).includes(name));
    if (nodes.length > 0) return { file, name, nodes };
    for (const statement of source.statements) {
      const link = importedAs(statement, name) ?? exportedAs(statement, name);
      if (link === undefined) continue;
      if (link.module === undefined) return link.name === name ? undefined : find(file, link.name);
      const next = target(file, link.module);
      return next === undefined ? undefined : find(next, link.name);
    }
    return undefined;
  }

  function exportsOf(entry: string): readonly Exported[] {
    return read(entry).statements.flatMap((statement) => {
      if (ts.isExportDeclaration(statement)) {
        const module = moduleOf(statement);
        return specifiers(statement).map(({ name }) => {
          const declared = find(entry, name.text);
          const isForeign = module !== undefined && !module.startsWith('.');
          if (declared === undefined && !isForeign) throw new Error(`${entry}: nothing declares ${name.text}`);
          return { name: name.text, declared, from: isForeign ? module : undefined };
        });
      }
      const isExported = ts.canHaveModifiers(statement) && hasExport(statement);
      const names = isExported ? declaredNames(statement) : [];
      return names.map((name) => ({ name, declared: find(entry, name), from: undefined }));
    });
  }

  return { exportsOf, find };
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((one) => (ts.isIdentifier(one.name) ? one.name.text : ''));
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

function hasExport(statement: ts.HasModifiers): boolean {
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

interface Link {
  readonly module: string | undefined;
  readonly name: string;
}

function importedAs(statement: ts.Statement, name: string): Link | undefined {
  if (!ts.isImportDeclaration(statement)) return undefined;
  const bindings = statement.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return undefined;
  const found = bindings.elements.find((element) => element.name.text === name);
  return found && { module: moduleOf(statement), name: (found.propertyName ?? found.name).text };
}

function exportedAs(statement: ts.Statement, name: string): Link | undefined {
  if (!ts.isExportDeclaration(statement)) return undefined;
  const found = specifiers(statement).find((element) => element.name.text === name);
  return found && { module: moduleOf(statement), name: (found.propertyName ?? found.name).text };
}

function specifiers(statement: ts.ExportDeclaration): readonly ts.ExportSpecifier[] {
  const clause = statement.exportClause;
  return clause !== undefined && ts.isNamedExports(clause) ? clause.elements : [];
}

function moduleOf({ moduleSpecifier }: ts.ExportDeclaration | ts.ImportDeclaration): string | undefined {
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined;
}
