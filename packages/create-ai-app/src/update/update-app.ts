import { join, resolve } from 'node:path';
import { gt } from 'semver';
import { baseFile, packBase, unpackBase } from '../record/base.ts';
import { readRecord, recordFile, renderRecord, type AppRecord } from '../record/app-record.ts';
import { textOf } from '../content/content.ts';
import type { Disk } from '../disk/disk.ts';
import { createNodeDisk } from '../disk/node-disk.ts';
import { appError, throwIfAborted } from '../errors/app-error.ts';
import { checkName } from '../name/check-name.ts';
import { checkAnswers, renderTemplate } from '../template/render-template.ts';
import type { Template, TemplateSource } from '../template/template.ts';
import { carryOut } from './carry-out.ts';
import { readJournal, removeJournal, writeJournal, type Operation } from './journal.ts';
import { withLock } from './lock.ts';
import { mergeFile, type MergeFile } from './merge-file.ts';
import { hasConflictMarkers } from './merge-text.ts';
import { planUpdate, type PlannedChange, type UpdateAction } from './plan-update.ts';
import { readSummary, renderSummary } from './update-summary.ts';

/** What {@link updateApp} updates, and to what. */
export interface UpdateAppOptions {
  /** The project's folder. */
  readonly directory: string;
  readonly templates: TemplateSource;
  readonly toolVersion: string;
  /** Report what would be done, and do nothing. @defaultValue false */
  readonly isDryRun?: boolean | undefined;
  /** Stops before anything is changed; a change that has begun is completed. */
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the machine's own disk */
  readonly disk?: Disk | undefined;
  /** How a file is merged that both sides changed. @defaultValue line by line, JSON also key by key */
  readonly merge?: MergeFile | undefined;
}

/** What an update did, or would do. */
export interface UpdatedApp {
  readonly template: string;
  readonly from: string;
  readonly to: string;
  /** Files that the update touched or deliberately left; what is not named stays as it is. */
  readonly changes: readonly {
    readonly path: string;
    readonly action: UpdateAction;
    readonly writtenTo?: string | undefined;
  }[];
  /** Files that wait for a person: with conflict markers in them, or beside the file that they belong to. */
  readonly conflicts: readonly string[];
  /** Whether this run completed an update that had been interrupted. */
  readonly isResumed: boolean;
}

/**
 * Brings a project to the template's present version by three-way merge. What only you changed stays, what only the template changed
 * comes, and where both changed the same lines both versions stand in the file, with markers. All or nothing: a run that is killed
 * leaves the project as it was, or is completed by the next one.
 *
 * @throws AppError `no-record`, `newer-version`, `unknown-template`, `unresolved-conflicts`, `blocked-path`, `busy` or `aborted`
 */
export async function updateApp(options: UpdateAppOptions): Promise<UpdatedApp> {
  const { disk = createNodeDisk() } = options;
  const project = resolve(options.directory);
  await readRecord(disk, project);
  return options.isDryRun === true
    ? dryRun(disk, project, options)
    : withLock(disk, project, () => update(disk, project, options));
}

async function dryRun(disk: Disk, project: string, options: UpdateAppOptions): Promise<UpdatedApp> {
  const journal = await readJournal(disk, project);
  return journal === undefined
    ? (await plan(disk, project, options)).result
    : { ...readSummary(journal.summary), isResumed: true };
}

async function update(disk: Disk, project: string, options: UpdateAppOptions): Promise<UpdatedApp> {
  const interrupted = await readJournal(disk, project);
  if (interrupted !== undefined) {
    const beside = await carryOut(disk, project, interrupted);
    await removeJournal(disk, project);
    const earlier = { ...readSummary(interrupted.summary), isResumed: true };
    return { ...earlier, conflicts: [...new Set([...earlier.conflicts, ...beside])].sort() };
  }
  // What a run has left that was killed before it had a journal, or after it was done.
  await removeJournal(disk, project);
  const { result, operations } = await plan(disk, project, options);
  throwIfAborted(options.signal);
  if (operations.length === 0) return result;
  await writeJournal(disk, project, operations, renderSummary(result));
  const journal = await readJournal(disk, project);
  const beside = journal === undefined ? [] : await carryOut(disk, project, journal);
  await removeJournal(disk, project);
  return { ...result, conflicts: [...new Set([...result.conflicts, ...beside])].sort() };
}

async function plan(
  disk: Disk,
  project: string,
  options: UpdateAppOptions,
): Promise<{ readonly result: UpdatedApp; readonly operations: readonly Operation[] }> {
  const record = await readRecord(disk, project);
  const template = await options.templates.read(record.template);
  checkVersions(record, template, options.toolVersion);
  await checkResolved(disk, project, record);
  const known = Object.fromEntries(
    Object.entries(record.answers).filter(([id]) => template.questions.some((question) => question.id === id)),
  );
  const answers = checkAnswers(template.questions, known);
  const next = renderTemplate(template, checkName(record.name), answers);
  const packed = await disk.read(join(project, baseFile));
  const recorded = new Set(Object.keys(record.files));
  const sides = { project, base: unpackBase(packed, record), recorded, next };
  const changes = await planUpdate(disk, sides, options.merge ?? mergeFile);
  const operations: Operation[] = changes.flatMap(({ target, before, after }) =>
    target === undefined ? [] : [{ path: target, before, after }],
  );
  const { toolVersion } = options;
  const fields = {
    template: template.name,
    templateVersion: template.version,
    toolVersion,
    name: record.name,
    answers,
  };
  const state = new Map([
    [baseFile, packBase(next)],
    [recordFile, Buffer.from(renderRecord(fields, next))],
  ]);
  for (const [path, after] of state) {
    const before = await disk.read(join(project, path));
    if (before?.equals(after) !== true) operations.push({ path, before, after, isOwn: true });
  }
  const result = { template: template.name, from: record.templateVersion, to: template.version, isResumed: false };
  return { result: { ...result, ...reportOf(changes) }, operations };
}

function reportOf(changes: readonly PlannedChange[]): Pick<UpdatedApp, 'changes' | 'conflicts'> {
  const conflicts = changes.filter(({ action }) => action === 'conflict').map(({ path, target }) => target ?? path);
  return {
    changes: changes.map(({ path, action, target }) => ({
      path,
      action,
      ...(target === undefined || target === path ? {} : { writtenTo: target }),
    })),
    conflicts,
  };
}

function checkVersions(record: AppRecord, template: Template, toolVersion: string): void {
  const newer = gt(record.toolVersion, toolVersion)
    ? `with create-ai-app ${record.toolVersion}, and this is ${toolVersion}`
    : gt(record.templateVersion, template.version)
      ? `from ${template.name} ${record.templateVersion}, and this tool has ${template.version}`
      : undefined;
  if (newer !== undefined)
    throw appError('newer-version', `the project was made ${newer}: run npm create @org/ai-app@latest update`);
}

/** Two updates' conflicts in one file could not be told apart. */
async function checkResolved(disk: Disk, project: string, record: AppRecord): Promise<void> {
  for (const path of Object.keys(record.files)) {
    const text = textOf((await disk.read(join(project, path))) ?? Buffer.alloc(0));
    if (text !== undefined && hasConflictMarkers(text))
      throw appError(
        'unresolved-conflicts',
        `${path} still holds conflict markers of an earlier update: resolve them first`,
      );
  }
}
