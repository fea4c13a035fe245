// The API reference: a page for every public entry, made by typedoc from the sources.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Application, TSConfigReader, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';

/**
 * Writes the pages below `folder/reference`.
 *
 * @param entries import name → source file below the root
 * @param address where the repository is shown, for links to the sources
 * @returns import name → path of its page below the folder
 * @throws Error when typedoc finds a fault in the sources
 */
export async function writeReference(
  root: string,
  folder: string,
  entries: Readonly<Record<string, string>>,
  address: string,
): Promise<ReadonlyMap<string, string>> {
  const options: TypeDocOptions & Partial<PluginOptions> = {
    entryPoints: Object.values(entries).map((file) => join(root, file)),
    tsconfig: join(root, 'tsconfig.json'),
    basePath: root,
    plugin: [import.meta.resolve('typedoc-plugin-markdown')],
    out: join(folder, 'reference'),
    disableGit: true,
    gitRevision: 'main',
    sourceLinkTemplate: `${address}/blob/main/packages/{path}#L{line}`,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    readme: 'none',
    name: 'API reference',
    logLevel: 'Warn',
    router: 'module',
    hideBreadcrumbs: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    sanitizeComments: true,
    entryFileName: 'index',
    hidePageHeader: true,
    useHTMLAnchors: true,
    tableColumnSettings: { hideSources: true, hideModifiers: true },
    useCodeBlocks: true,
    expandObjects: true,
  };
  const app = await Application.bootstrapWithPlugins(options, [new TSConfigReader()]);
  const project = await app.convert();
  if (project === undefined || app.logger.hasErrors()) throw new Error('typedoc could not read the sources');
  const names = new Map(Object.entries(entries).map(([name, file]) => [file, name]));
  for (const module of project.children ?? []) {
    const file = module.sources?.[0]?.fileName ?? '';
    module.name = names.get(file) ?? module.name;
  }
  await app.generateOutputs(project);
  return new Map(
    Object.keys(entries).map((name) => {
      const path = [`reference/${name}.md`, `reference/${name}/index.md`].find((one) => existsSync(join(folder, one)));
      if (path === undefined) throw new Error(`typedoc wrote no page for ${name}`);
      return [name, path] as const;
    }),
  );
}
