// What the manifest and the files of a tarball must say before it may be published.

/** A packed package. */
export interface Packed {
  readonly name: string;
  readonly version: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Paths inside, without the leading `package/`. */
  readonly files: readonly string[];
}

/** @param repository the URL in the root's package.json: npm refuses provenance for a package that names another one */
export function manifestProblems(packed: readonly Packed[], repository: string): readonly string[] {
  const versions = new Set(packed.map(({ version }) => version));
  const problems = versions.size > 1 ? [`the packages have several versions: ${[...versions].join(', ')}`] : [];
  return [...problems, ...packed.flatMap((one) => problemsOf(one, repository).map((text) => `${one.name}: ${text}`))];
}

function problemsOf({ name, manifest, files }: Packed, repository: string): readonly string[] {
  const folder = `packages/${name.slice(name.indexOf('/') + 1)}`;
  const wanted = {
    license: 'Apache-2.0',
    type: 'module',
    repository: { type: 'git', url: repository, directory: folder },
    engines: { node: '>=22.18' },
  };
  const problems = Object.entries(wanted)
    .filter(([key, value]) => JSON.stringify(manifest[key]) !== JSON.stringify(value))
    .map(([key, value]) => `${key} of its package.json must be ${JSON.stringify(value)}`);
  const publish = manifest['publishConfig'] as Readonly<Record<string, unknown>> | undefined;
  if (publish?.['access'] !== 'public') problems.push('publishConfig.access must be "public"');
  if (publish?.['provenance'] !== true) problems.push('publishConfig.provenance must be true');
  for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md'])
    if (!files.includes(file)) problems.push(`its tarball has no ${file}`);
  const stray = files.filter((file) => !file.startsWith('dist/templates/') && /\.test\.ts$|(^|\/)\.env/.test(file));
  if (stray.length > 0) problems.push(`its tarball has ${stray.join(', ')}`);
  return problems;
}
