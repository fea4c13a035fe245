import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, updateApp, type MergeFile, type UpdatedApp } from '../src/index.ts';
import { Crash, crashingDisk } from './crashing-disk.ts';
import { ownFiles, readAll, templatesOf, temporaryFolder, writeAll, type Contents } from './projects.ts';

/** One edit of a file: of the template's author or of the user. Lines of each are told apart by their first letter. */
type Edit =
  | { readonly kind: 'insert' | 'replace' | 'remove'; readonly file: number; readonly at: number; readonly id: number }
  | { readonly kind: 'delete-file' | 'add-file' | 'crlf' | 'binary'; readonly file: number; readonly id: number };

const names = ['README.md', 'settings.json', 'src/main.ts', 'src/deep/rail.ts', 'z.txt'];
const added = ['new.md', 'src/new.ts', 'src/deep'];
const baseLines = ['{', '  "a": 1,', '', 'same', 'same', '}', 'constructor', '=======', 'last'];
const base = Object.fromEntries(
  names.map((name, index) => [name, baseLines.slice(0, 4 + index).join('\n') + '\n']),
) as Contents;

const at = fc.nat({ max: 9 });
const id = fc.nat({ max: 999_999 });
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constantFrom('insert', 'replace', 'remove'), file: fc.nat({ max: 4 }), at, id }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('delete-file', 'add-file', 'crlf', 'binary'),
      file: fc.nat({ max: 4 }),
      id,
    }),
  },
);
const edits = fc.array(edit, { maxLength: 8 });

function apply(files: Contents, list: readonly Edit[], who: 'U' | 'T'): Record<string, string | Buffer> {
  const result: Record<string, string | Buffer> = { ...files };
  for (const item of list) {
    const name = names[item.file] ?? '';
    if (item.kind === 'add-file') {
      const fresh = added[item.id % (who === 'T' ? 2 : 3)] ?? '';
      if (Object.keys(result).some((path) => path.startsWith(`${fresh}/`))) continue;
      result[fresh] = `${who}${item.id}\n`;
      continue;
    }
    const content = result[name];
    if (content === undefined) continue;
    if (item.kind === 'delete-file') Reflect.deleteProperty(result, name);
    else if (item.kind === 'binary') result[name] = Buffer.from(`${String(content)}\0${who}${item.id}`);
    else if (item.kind === 'crlf') {
      if (who === 'U') result[name] = String(content).replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
    } else if ('at' in item) {
      const lines = String(content).split('\n');
      const place = item.at % lines.length;
      lines.splice(place, item.kind === 'insert' ? 0 : 1, ...(item.kind === 'remove' ? [] : [`${who}${item.id}`]));
      result[name] = lines.join('\n');
    }
  }
  return result;
}

const tokensOf = (text: string, who: string): readonly string[] =>
  text.split(/[^A-Z0-9]+/).filter((word) => word.startsWith(who) && word.length > 1);

interface Case {
  readonly template: readonly Edit[];
  readonly user: readonly Edit[];
  /** Where in the sequence of changing operations the first run is killed: a share of all. */
  readonly crash: number;
}
const anyCase: fc.Arbitrary<Case> = fc.record({
  template: edits,
  user: edits,
  crash: fc.nat({ max: 999 }).map((thousandths) => thousandths / 1_000),
});

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(async () => {
  folder = temporaryFolder();
  await createApp({
    name: 'made',
    directory: folder.path,
    templates: templatesOf(base),
    template: 'demo',
    toolVersion: '1.0.0',
  });
});
afterAll(() => folder.remove());

/** A project of the first version with the user's edits in it. */
function prepare(project: string, edited: Contents): void {
  rmSync(project, { recursive: true, force: true });
  cpSync(join(folder.path, 'made'), project, { recursive: true });
  for (const name of Object.keys(base)) if (!(name in edited)) rmSync(join(project, name));
  if ('src/deep' in edited) rmSync(join(project, 'src/deep'), { recursive: true, force: true });
  writeAll(project, edited);
}

/** The user goes on editing between the run that was killed and the next: what is written then is kept as well. */
async function keepsLaterEdits({ template, user, crash }: Case, isReplaced: boolean): Promise<void> {
  const project = join(folder.path, 'later');
  const edited = apply(base, user, 'U');
  prepare(project, edited);
  const options = {
    directory: project,
    templates: templatesOf(apply(base, template, 'T'), '1.1.0'),
    toolVersion: '1.1.0',
  };
  await tryUpdate(() => updateApp({ ...options, disk: crashingDisk(Math.floor(crash * 30)) }));
  const written: Record<string, string> = {};
  for (const [index, path] of [...names, 'new.md'].entries()) {
    const current = ownFiles(project)[path] ?? '';
    written[path] = isReplaced ? `ULATER${index}\n` : `${current}\nULATER${index}\n`;
    if (!ownFiles(project)['src/deep']) writeAll(project, { [path]: Buffer.from(written[path], 'latin1') });
    else Reflect.deleteProperty(written, path);
  }
  await tryUpdate(() => updateApp(options));
  const after = ownFiles(project);
  for (const [path, text] of Object.entries(written)) {
    const kept = Object.entries(after).filter(([name]) => name.startsWith(path));
    for (const token of tokensOf(text, 'U'))
      if (!kept.some(([, content]) => content.includes(token)))
        throw new Error(`lost the later edit ${token} of ${path}`);
  }
}

/** Runs one case, with a merge that a mutant may replace, and throws where a promise is broken. */
async function holds(
  { template, user, crash }: Case,
  mutant: { merge?: MergeFile; recover?: boolean } = {},
): Promise<void> {
  const [whole, killed] = [join(folder.path, 'whole'), join(folder.path, 'killed')];
  const edited = apply(base, user, 'U');
  for (const project of [whole, killed]) prepare(project, edited);
  const next = apply(base, template, 'T');
  const { merge } = mutant;
  const options = { templates: templatesOf(next, '1.1.0'), toolVersion: '1.1.0', merge };
  const before = readAll(killed);

  const counting = crashingDisk(Infinity);
  const outcome = await tryUpdate(() => updateApp({ ...options, directory: whole, disk: counting }));
  checkNothingLost(edited, next, ownFiles(whole), outcome);

  const point = Math.floor(crash * counting.count);
  const first = await tryUpdate(() => updateApp({ ...options, directory: killed, disk: crashingDisk(point) }));
  if (!existsSync(join(killed, '.ai-app/update/journal.json'))) {
    const state = JSON.stringify(readAll(killed));
    if (![JSON.stringify(before), JSON.stringify(readAll(whole))].includes(state))
      throw new Error('neither old nor new');
  }
  if (mutant.recover === false) rmSync(join(killed, '.ai-app/update'), { recursive: true, force: true });
  if (first instanceof Crash) await tryUpdate(() => updateApp({ ...options, directory: killed }));
  expect(ownFiles(killed)).toEqual(ownFiles(whole));
  expect(existsSync(join(killed, '.ai-app/update'))).toBe(false);
}

async function tryUpdate(run: () => Promise<UpdatedApp>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return error;
  }
}

function checkNothingLost(
  edited: Contents,
  next: Contents,
  after: Readonly<Record<string, string>>,
  outcome: unknown,
): void {
  const all = Object.values(after).join('\n');
  for (const [path, content] of Object.entries(edited)) {
    const kept = Object.entries(after)
      .filter(([name]) => name.startsWith(path))
      .map(([, text]) => text)
      .join('\n');
    for (const token of tokensOf(String(content), 'U'))
      if (!kept.includes(token)) throw new Error(`lost the edit ${token} of ${path}`);
    if (path in base || !(path in next)) continue;
    if (after[path] !== String(content)) throw new Error(`overwrote the user's own file ${path}`);
  }
  if (outcome instanceof Error) {
    expect(outcome).toMatchObject({ code: 'blocked-path' });
    return;
  }
  for (const path of Object.keys(base)) {
    if (!(path in edited) && path in after) throw new Error(`brought back ${path}, which the user had deleted`);
    if (edited[path] === base[path] && after[path] !== next[path]?.toString('latin1'))
      throw new Error(`${path} is not the template's`);
  }
  const { conflicts, changes } = outcome as UpdatedApp;
  for (const [path, content] of Object.entries(next)) {
    if (changes.some((change) => change.path === path && change.action === 'keep-deleted')) continue;
    for (const token of tokensOf(String(content), 'T'))
      if (!all.includes(token)) throw new Error(`${token} of the template did not come`);
  }
  const marked = Object.keys(after).filter(
    (path) => /^<<<<<<< yours/m.test(after[path] ?? '') || path.endsWith('.from-template'),
  );
  expect([...conflicts].sort()).toEqual(marked.sort());
}

const numRuns = process.env['AI_LONG'] === '1' ? 3_000 : 250;

describe('an update, killed at any point and run again', () => {
  it('loses no edit, brings back nothing deleted, lists every conflict, and ends as if it had not been killed', async () => {
    const property = fc.asyncProperty(anyCase, (item) => holds(item));
    await fc.assert(property, { numRuns });
  }, 900_000);

  it('keeps what is written between the two runs', async () => {
    const property = fc.asyncProperty(anyCase, fc.boolean(), keepsLaterEdits);
    await fc.assert(property, { numRuns });
  }, 900_000);

  const mutants: readonly (readonly [name: string, mutant: Parameters<typeof holds>[1], broken: RegExp])[] = [
    [
      'a merge that takes the side of the template',
      { merge: (_path, _base, _ours, theirs) => ({ content: theirs, conflicts: 0 }) },
      /lost the edit/,
    ],
    [
      'a merge that takes the side of the user',
      { merge: (_path, _base, ours) => ({ content: ours, conflicts: 0 }) },
      /of the template did not come/,
    ],
    [
      'a merge that drops its markers',
      { merge: (_path, _base, ours, theirs) => ({ content: Buffer.concat([ours, theirs]), conflicts: 1 }) },
      /to deeply equal/,
    ],
    ['a journal that is thrown away in place of being completed', { recover: false }, /to deeply equal/],
  ];
  it.each(mutants)('notices %s', async (_name, mutant, broken) => {
    const property = fc.asyncProperty(anyCase, (item) => holds(item, mutant));
    const run = await fc.check(property, { numRuns: 2_000, endOnFailure: true });
    expect(run.failed).toBe(true);
    expect(String(run.errorInstance)).toMatch(broken);
  });
});
