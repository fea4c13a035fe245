// A name that will go says since when, what takes its place, and until when it works: the form of docs/standards/stability.md.
import ts from 'typescript';
import type { Declarations } from './declarations.ts';
import type { ApiEntry } from './report.ts';

const form = /^since \d+\.\d+: .+; removed in \d+\.\d+\.?$/s;

/** Names each public name or member whose `@deprecated` leaves that open. */
export function deprecationProblems(entries: readonly ApiEntry[], declarations: Declarations): readonly string[] {
  const problems = entries.flatMap(({ importName, file }) =>
    declarations
      .exportsOf(file)
      .flatMap(({ name, declared }) =>
        (declared?.nodes ?? [])
          .flatMap(incomplete)
          .map(
            (member) =>
              `${importName}: the @deprecated of ${member === '' ? name : `${name}.${member}`} must read "since 0.4: use createX; removed in 0.6"`,
          ),
      ),
  );
  return [...new Set(problems)];
}

/** The member, or nothing for the declaration itself, of each notice that is not complete. */
function incomplete(declaration: ts.Node): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== 'deprecated' || tag.parent.parent !== node) continue;
      if (form.test(ts.getTextOfJSDocComment(tag.comment)?.trim() ?? '')) continue;
      const isMember = ts.isTypeElement(node) || ts.isClassElement(node);
      found.push(isMember && node.name !== undefined ? node.name.getText() : '');
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration);
  return found;
}
