// What a change of an API report means for users, and which changeset has to announce it.

/** How two reports of a package differ. */
export interface ApiChange {
  readonly kind: 'none' | 'additive' | 'breaking';
  readonly added: readonly string[];
  /** Lines that went or changed, with those that were added and that users have to supply. */
  readonly broken: readonly string[];
}

interface Line {
  readonly text: string;
  readonly tags: readonly string[];
  /** Import name and symbol that the line belongs to. */
  readonly owner: string;
  readonly isMember: boolean;
}

/**
 * Compares a report with an earlier one.
 *
 * @param isInput whether users make values of a type (`@org/ai-core#ChatRequest`) themselves
 */
export function compareReports(earlier: string, later: string, isInput: (owner: string) => boolean): ApiChange {
  const before = linesOf(earlier);
  const after = linesOf(later);
  const owners = new Set([...before.values()].map(({ owner }) => owner));
  const added: string[] = [];
  const broken: string[] = [];
  for (const [key, line] of before) {
    const now = after.get(key);
    const isSettled = !isUnsettled(line.tags) && !unsettledOwner(before, line);
    if (isSettled && (now === undefined || isUnsettled(now.tags))) broken.push(`- ${shown(line)}`);
    else if (now?.tags.join() !== line.tags.join()) added.push(`~ ${shown(now ?? line)}`);
  }
  for (const [key, line] of after) {
    if (before.has(key)) continue;
    const mustBeGiven =
      line.isMember &&
      owners.has(line.owner) &&
      !isOptional(line.text) &&
      isInput(line.owner) &&
      !unsettledOwner(after, line);
    (mustBeGiven ? broken : added).push(`+ ${shown(line)}`);
  }
  const kind = broken.length > 0 ? 'breaking' : added.length > 0 ? 'additive' : 'none';
  return { kind, added, broken };
}

/** A pending changeset: what it releases, and what it tells users. */
export interface Changeset {
  readonly releases: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What a changeset for this change still lacks; nothing where one fits. */
export function missingChangeset(
  { name, version }: { readonly name: string; readonly version: string },
  kind: ApiChange['kind'],
  changesets: readonly Changeset[],
): string | undefined {
  if (kind === 'none') return undefined;
  const naming = changesets.filter(({ releases }) => name in releases);
  const isMajor = naming.some(({ releases }) => releases[name] === 'major');
  const minor = naming.filter(({ releases }) => releases[name] === 'minor');
  if (isMajor || (kind === 'additive' && minor.length > 0)) return undefined;
  if (kind === 'additive') return `an addition needs a changeset that names ${name} as minor`;
  if (!version.startsWith('0.')) return `a breaking change needs a changeset that names ${name} as major`;
  if (minor.some(({ text }) => /\bbreaking\b/i.test(text))) return undefined;
  return `a breaking change before 1.0 needs a changeset that names ${name} as minor and says "breaking"`;
}

function linesOf(report: string): ReadonlyMap<string, Line> {
  const lines = new Map<string, Line>();
  let entry = '';
  let owner = '';
  let isInside = false;
  for (const row of report.split('\n')) {
    if (row.startsWith('## ')) entry = row.slice(3);
    if (row.startsWith('```')) isInside = !isInside;
    else if (isInside) {
      const isMember = row.startsWith('  ');
      const { tags, text } = withoutTags(row.trim());
      if (!isMember) owner = `${entry}#${symbolOf(text)}`;
      lines.set(`${owner} ${isMember ? 'member' : 'head'} ${text}`, { text, tags, owner, isMember });
    }
  }
  return lines;
}

function withoutTags(row: string): { readonly tags: readonly string[]; readonly text: string } {
  const tags: string[] = [];
  let text = row;
  for (let match = /^\[([a-z]+)\] /.exec(text); match !== null; match = /^\[([a-z]+)\] /.exec(text)) {
    tags.push(match[1] ?? '');
    text = text.slice(match[0].length);
  }
  return { tags, text };
}

function symbolOf(head: string): string {
  return /^(?:(?:abstract )?class|interface|type|function|const|export) ([\w$]+)/.exec(head)?.[1] ?? head;
}

function isUnsettled(tags: readonly string[]): boolean {
  return tags.includes('beta') || tags.includes('experimental');
}

/** A member of what may still change may still change. */
function unsettledOwner(lines: ReadonlyMap<string, Line>, { owner, isMember }: Line): boolean {
  return (
    isMember && [...lines.values()].some((line) => line.owner === owner && !line.isMember && isUnsettled(line.tags))
  );
}

function isOptional(member: string): boolean {
  return /^(?:static |readonly )*(?:[\w$]+|'[^']*'|"[^"]*")\?/.test(member);
}

function shown({ owner, text, isMember }: Line): string {
  return isMember ? `${owner.slice(owner.indexOf('#') + 1)}: ${text}` : text;
}
