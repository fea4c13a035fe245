/** Names that npm takes for its own when it packs or installs, and what they are called in the tarball. */
const storedNames: Readonly<Record<string, string>> = {
  '.gitignore': '_gitignore',
  '.npmrc': '_npmrc',
  '.npmignore': '_npmignore',
};

/** Maps the last part of a path. */
function renameLast(path: string, names: Readonly<Record<string, string>>): string {
  const at = path.lastIndexOf('/') + 1;
  const last = path.slice(at);
  return path.slice(0, at) + (Object.hasOwn(names, last) ? (names[last] ?? last) : last);
}

/** The name of a template's file in the tarball. */
export function storedPath(path: string): string {
  return renameLast(path, storedNames);
}

/** The name of a stored file in a project. */
export function projectPathOf(stored: string): string {
  return renameLast(stored, Object.fromEntries(Object.entries(storedNames).map(([name, kept]) => [kept, name])));
}

/** A template's file as a project gets it: workspace versions pinned, the source condition of the workspace taken out. */
export function withoutWorkspace(path: string, content: Buffer, packages: Readonly<Record<string, string>>): Buffer {
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (file === 'package.json') return Buffer.from(pinVersions(content.toString('utf8'), path, packages));
  if (/^tsconfig[a-z.]*\.json$/.test(file)) {
    const lines = content.toString('utf8').split('\n');
    return Buffer.from(lines.filter((line) => !line.includes('"customConditions": ["@org/source"]')).join('\n'));
  }
  return content;
}

const sections = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

function pinVersions(text: string, path: string, packages: Readonly<Record<string, string>>): string {
  const manifest = JSON.parse(text) as Record<string, Record<string, string> | undefined>;
  const mapped = (section: string, change: (name: string, value: string) => string): void => {
    const entries = Object.entries(manifest[section] ?? {});
    if (entries.length > 0)
      manifest[section] = Object.fromEntries(entries.map(([name, value]) => [name, change(name, value)]));
  };
  for (const section of sections)
    mapped(section, (name, range) => {
      if (!range.startsWith('workspace:')) return range;
      const version = packages[name];
      if (version === undefined) throw new Error(`${path}: ${name} is no package of the workspace`);
      const sign = range.slice('workspace:'.length);
      return sign === '^' || sign === '~' ? `${sign}${version}` : sign === '*' ? version : sign;
    });
  mapped('scripts', (_name, script) => script.replaceAll(' --conditions=@org/source', ''));
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
