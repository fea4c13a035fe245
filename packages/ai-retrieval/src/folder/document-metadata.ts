import { parseAclEntry, parseAttributeCondition, type Acl, type JsonValue } from '@org/ai-core';
import { isAlias, isMap, isScalar, parseDocument } from 'yaml';
import { z } from 'zod';
import type { FolderProblem } from './folder-item.ts';

/** What front matter or a sidecar says about a document. */
export interface DocumentMetadata {
  readonly title: string | undefined;
  /** Undefined when nothing is said about access. */
  readonly acl: Acl | undefined;
  readonly problems: readonly FolderProblem[];
  /** Its other keys with a text, a number, a boolean or a list of them: for filters. Never `trust`, which is not the document's to say. */
  readonly fields?: Readonly<Record<string, JsonValue>> | undefined;
}

const nobody: Acl = { allow: [] };
const entries = z.array(z.string());
// Other keys of front matter (tags, date, layout) belong to other programs; inside acl an unknown key is a mistake.
const shape = z.looseObject({ title: z.union([z.string(), z.number()]).optional(), acl: z.unknown().optional() });
const aclShape = z.strictObject({
  allow: entries.nullish(),
  deny: entries.nullish(),
  require: z.array(z.unknown()).nullish(),
});

/** Reads YAML metadata. Whatever cannot be understood closes the document: nobody gets in, and a problem says why. */
export function parseMetadata(yaml: string, source: 'front-matter' | 'sidecar'): DocumentMetadata {
  const fail = (message: string): DocumentMetadata => ({
    title: undefined,
    acl: nobody,
    problems: [{ code: `${source}-invalid`, message: `${message}; nobody can read the document until it is mended` }],
  });
  let value: unknown;
  try {
    const document = parseDocument(yaml, {
      logLevel: 'silent',
      prettyErrors: false,
      schema: 'core',
      uniqueKeys: false,
    });
    const error = document.errors[0];
    if (error !== undefined) return fail(`the YAML does not parse (${error.code}, offset ${String(error.pos[0])})`);
    const acl = document.get('acl', true);
    if (hasTwins(document.contents) || hasTwins(isAlias(acl) ? acl.resolve(document) : acl))
      return fail('the YAML has a key twice');
    value = document.toJS({ maxAliasCount: 20 });
  } catch {
    return fail('the YAML cannot be read');
  }
  if (value === null || value === undefined) return { title: undefined, acl: undefined, problems: [] };
  const parsed = shape.safeParse(value);
  if (!parsed.success) return fail('the YAML must be a mapping with title and acl');
  const title = parsed.data.title === undefined ? undefined : String(parsed.data.title).trim() || undefined;
  // "ACL", "acl.allow" or a merge were meant to say something about access, and would be passed over.
  const slip = Object.keys(parsed.data).find((name) => name !== 'acl' && /^\s*(?:<<|acl(?:\s*\..*)?)\s*$/i.test(name));
  if (slip !== undefined)
    return fail(`the key ${slip.trim().slice(0, 20)} is not read; write access rules under the key acl`);
  const fields = fieldsOf(parsed.data);
  if (!('acl' in parsed.data)) return { title, acl: undefined, problems: [], fields };
  return { title, ...parseAcl(parsed.data.acl), fields };
}

const otherwiseRead: ReadonlySet<string> = new Set(['title', 'acl', 'trust']);
const mostFields = 64;
const mostUnits = 8_192;

/** What does not fit is no mistake: front matter serves many programs. */
function fieldsOf(data: Readonly<Record<string, unknown>>): Readonly<Record<string, JsonValue>> {
  const isScalarValue = (value: unknown): value is string | number | boolean =>
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  const kept: [string, JsonValue][] = [];
  let units = 0;
  for (const [name, value] of Object.entries(data)) {
    if (otherwiseRead.has(name) || kept.length === mostFields) continue;
    const isKept = Array.isArray(value) ? value.every(isScalarValue) : isScalarValue(value);
    if (!isKept) continue;
    units += name.length + JSON.stringify(value).length;
    if (units > mostUnits) break;
    kept.push([name, value as JsonValue]);
  }
  return Object.fromEntries(kept);
}

/** Whether a mapping has a key twice; the parser's own check compares each key with each, for seconds where there are thousands. */
function hasTwins(node: unknown): boolean {
  if (!isMap(node)) return false;
  const keys = node.items.flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
  return new Set(keys).size < keys.length;
}

function parseAcl(value: unknown): { acl: Acl; problems: readonly FolderProblem[] } {
  const closed = (reason: string): { acl: Acl; problems: readonly FolderProblem[] } => ({
    acl: nobody,
    problems: [{ code: 'acl-invalid', message: `${reason}; nobody can read the document until it is mended` }],
  });
  const parsed = aclShape.safeParse(value);
  if (!parsed.success) return closed('acl must be a mapping with the lists allow, deny and require');
  const allow = parsed.data.allow ?? [];
  const deny = parsed.data.deny ?? [];
  for (const [name, list] of [
    ['allow', allow],
    ['deny', deny],
  ] as const) {
    const index = list.findIndex((entry) => parseAclEntry(entry) === undefined);
    if (index >= 0) return closed(`acl.${name}[${String(index)}] must be public, tenant, user:<id> or group:<id>`);
  }
  const stated = parsed.data.require ?? [];
  const require = stated.flatMap((condition) => parseAttributeCondition(condition) ?? []);
  if (require.length < stated.length) {
    return closed(
      'each entry of acl.require must be { attribute: <name>, oneOf: [<text>, ...] } or { attribute: <name>, atLeast: <whole number> }',
    );
  }
  const acl = { allow, ...(deny.length === 0 ? {} : { deny }), ...(require.length === 0 ? {} : { require }) };
  return { acl, problems: [] };
}
