import { dirname, join } from 'node:path';
import { z } from 'zod';
import { digestOf } from '../content/content.ts';
import { isProjectPath } from '../content/project-path.ts';
import type { Disk } from '../disk/disk.ts';
import { stateFolder } from '../record/app-record.ts';
import { parseStrictly } from '../template/parse-strictly.ts';

/** Where an update keeps what it is about to do: below the project, so that it is on the same disk. */
const updateFolder = `${stateFolder}/update`;
const journalFile = `${updateFolder}/journal.json`;

/** A file that is about to be written or deleted. */
export interface Operation {
  readonly path: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  /** A file that the tool alone writes: it is replaced whatever it holds. */
  readonly isOwn?: boolean | undefined;
}

const path = z.string().refine(isProjectPath, 'must be a path below the project');
const digest = z.string().nullable();

/** An operation in the journal: digests in place of contents, which stand beside it. */
export interface JournalEntry {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly isOwn: boolean;
}

const entry: z.ZodType<JournalEntry> = z.strictObject({ path, before: digest, after: digest, isOwn: z.boolean() });
const journalSchema = z.strictObject({ operations: z.array(entry), summary: z.string() });

/** A journal that has been written whole: its operations are carried out, now or by the next run. */
export interface Journal {
  readonly operations: readonly JournalEntry[];
  /** What the run that wrote it was going to report. */
  readonly summary: string;
}

/** The new content of operation `index`, until it is moved into its place. */
export function stagedPath(index: number): string {
  return `${updateFolder}/new/${index}`;
}

/** What operation `index` found in its place, kept until everything is done. */
export function replacedPath(index: number): string {
  return `${updateFolder}/old/${index}`;
}

/** Writes all new contents, then the journal. Before its last step the project is as it was; after it, {@link readJournal} finds it. */
export async function writeJournal(
  disk: Disk,
  project: string,
  operations: readonly Operation[],
  summary: string,
): Promise<void> {
  for (const part of ['new', 'old']) await disk.makeFolder(join(project, updateFolder, part));
  const entries: JournalEntry[] = [];
  for (const [index, { path, before, after, isOwn = false }] of operations.entries()) {
    const isExecutable = await disk.isExecutable(join(project, path));
    if (after !== undefined) await disk.write(join(project, stagedPath(index)), after, isExecutable);
    entries.push({ path, before: digestOrNull(before), after: digestOrNull(after), isOwn });
  }
  await disk.sync(join(project, updateFolder, 'new'));
  const journal: z.input<typeof journalSchema> = { operations: entries, summary };
  await disk.write(join(project, `${journalFile}.part`), Buffer.from(JSON.stringify(journal)));
  await disk.rename(join(project, `${journalFile}.part`), join(project, journalFile));
  for (const folder of [dirname(journalFile), stateFolder]) await disk.sync(join(project, folder));
}

/** The journal of an update that was interrupted. */
export async function readJournal(disk: Disk, project: string): Promise<Journal | undefined> {
  const content = await disk.read(join(project, journalFile));
  if (content === undefined) return undefined;
  const remedy = `look at ${updateFolder}, which holds the files of an interrupted update, then remove it`;
  return parseStrictly(journalSchema, content.toString('utf8'), journalFile, 'invalid-record', remedy);
}

/** Forgets an update that is done, or one that never got its journal. The journal goes first: without it nothing is carried out again. */
export async function removeJournal(disk: Disk, project: string): Promise<void> {
  if ((await disk.kind(join(project, journalFile))) !== undefined) {
    await disk.remove(join(project, journalFile));
    await disk.sync(join(project, updateFolder));
  }
  await disk.remove(join(project, updateFolder));
}

function digestOrNull(content: Buffer | undefined): string | null {
  return content === undefined ? null : digestOf(content);
}
