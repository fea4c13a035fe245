import { basename, dirname, join, resolve } from 'node:path';
import { baseFile, packBase } from '../record/base.ts';
import { recordFile, renderRecord } from '../record/app-record.ts';
import type { Disk } from '../disk/disk.ts';
import { createNodeDisk } from '../disk/node-disk.ts';
import { appError } from '../errors/app-error.ts';
import { checkName, type AppName } from '../name/check-name.ts';
import { checkAnswers, renderTemplate, type Answers } from '../template/render-template.ts';
import type { Template, TemplateSource } from '../template/template.ts';
import { finishPlacing, namesInTheWay, placeInto } from './occupied-folder.ts';
import { sweepTemporary, temporaryName } from './temporary.ts';
import { writeFiles } from './write-files.ts';

/** What {@link createApp} makes, and where. */
export interface CreateAppOptions {
  /** The project's name, which becomes its folder; `.` stands for `directory` itself. */
  readonly name: string;
  /** The folder that is to hold the project. */
  readonly directory: string;
  readonly templates: TemplateSource;
  readonly template: string;
  /** Answers to the template's questions. @defaultValue the defaults of the questions */
  readonly answers?: Answers | undefined;
  readonly toolVersion: string;
  /** Report what would be written, and write nothing. @defaultValue false */
  readonly isDryRun?: boolean | undefined;
  /** Stops before the next file, and removes what has been written. */
  readonly signal?: AbortSignal | undefined;
  /** @defaultValue the machine's own disk */
  readonly disk?: Disk | undefined;
}

/** A project that was made, or would be. */
export interface CreatedApp {
  /** Absolute path of the project. */
  readonly directory: string;
  readonly name: string;
  readonly template: string;
  readonly templateVersion: string;
  /** Script of the project that is run once, before its first start. */
  readonly setup?: string | undefined;
  /** Paths of the files, in order. */
  readonly files: readonly string[];
}

/**
 * Makes a project from a template. It appears whole under its name, or not at all: the files are written into a temporary folder beside
 * it that is renamed at the end. What a killed run leaves, the next run in the same place removes.
 *
 * @throws AppError `invalid-name`, `invalid-answer`, `unknown-template`, `folder-not-empty`, `no-permission`, `no-space` or `aborted`
 */
export async function createApp(options: CreateAppOptions): Promise<CreatedApp> {
  const { disk = createNodeDisk(), signal, toolVersion } = options;
  const isHere = options.name === '.';
  const directory = resolve(options.directory);
  const name = checkName(isHere ? basename(directory) : options.name);
  const target = isHere ? directory : join(directory, name.folder);
  const template = await options.templates.read(options.template);
  checkDependencies(template, name);
  const answers = checkAnswers(template.questions, options.answers ?? {});
  const rendered = renderTemplate(template, name, answers);
  const record = {
    template: template.name,
    templateVersion: template.version,
    toolVersion,
    name: name.packageName,
    answers,
  };
  const files = new Map(rendered)
    .set(recordFile, Buffer.from(renderRecord(record, rendered)))
    .set(baseFile, packBase(rendered));
  const created: CreatedApp = {
    directory: target,
    name: name.packageName,
    template: template.name,
    templateVersion: template.version,
    ...(template.setup !== undefined && { setup: template.setup }),
    files: [...files.keys()].sort(),
  };
  if (options.isDryRun !== true) await sweepTemporary(disk, dirname(target));
  const kind = await disk.kind(target);
  if (kind === undefined) {
    if (options.isDryRun !== true) await placeBeside(disk, target, name, files, signal);
    return created;
  }
  if (kind !== 'folder')
    throw appError('folder-not-empty', `${target} is there already and is no folder: choose another name, or move it`);
  if (options.isDryRun !== true && (await finishPlacing(disk, target)))
    throw appError(
      'folder-not-empty',
      `${target} holds a project whose making had been interrupted; it is complete now`,
    );
  const inTheWay = await namesInTheWay(disk, target);
  if (inTheWay.length > 0) {
    const shown = inTheWay.slice(0, 3).join(', ') + (inTheWay.length > 3 ? ', …' : '');
    throw appError('folder-not-empty', `${target} is not empty (${shown}): choose another name, or move what is in it`);
  }
  if (options.isDryRun !== true) await placeInto(disk, target, files, signal);
  return created;
}

async function placeBeside(
  disk: Disk,
  target: string,
  name: AppName,
  files: ReadonlyMap<string, Buffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const temporary = join(dirname(target), temporaryName(name.folder));
  try {
    await writeFiles(disk, temporary, files, signal);
    await disk.rename(temporary, target);
  } catch (error) {
    // What made it fail is worth more than what the clearing up says.
    await disk.remove(temporary).catch(() => undefined);
    throw error;
  }
  await disk.sync(dirname(target));
}

/** npm installs no package into itself. */
function checkDependencies(template: Template, name: AppName): void {
  const text = template.files.get('package.json')?.toString('utf8');
  if (text === undefined) return;
  const manifest = JSON.parse(text) as Partial<Record<'dependencies' | 'devDependencies', object>>;
  if (Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, name.packageName))
    throw appError('invalid-name', `"${name.packageName}" is a package that the project needs; try ${name.slug}-app`);
}
