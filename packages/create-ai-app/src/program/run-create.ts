import { relative } from 'node:path';
import { createApp } from '../scaffold/create-app.ts';
import type { Template, TemplateSource } from '../template/template.ts';
import type { ProgramOptions } from './options.ts';
import type { ProgramIo } from './program-io.ts';

/** The template of those who name none. */
const defaultTemplate = 'guarded-chat';
const defaultName = 'my-ai-app';

/** Makes a project; asks at most two questions. @returns the exit code */
export async function runCreate(options: ProgramOptions, io: ProgramIo): Promise<number> {
  const templates = await io.templates();
  const isAsking = io.isInteractive && !options.isYes && !options.isJson;
  const initial = templates.names.includes(defaultTemplate) ? defaultTemplate : (templates.names[0] ?? defaultTemplate);
  const name = options.name ?? (isAsking ? await io.ask.name(defaultName) : defaultName);
  const isChoosing = isAsking && options.template === undefined && templates.names.length > 1;
  const template = options.template ?? (isChoosing ? await io.ask.template(await all(templates), initial) : initial);
  const { toolVersion, signal } = io;
  const { answers, isDryRun } = options;
  const created = await createApp({
    name,
    directory: io.cwd,
    templates,
    template,
    answers,
    toolVersion,
    isDryRun,
    signal,
  });
  const change = relative(io.cwd, created.directory);
  const enter = change === '' ? [] : [`cd ${change}`];
  const { manager } = io;

  if (isDryRun) {
    if (options.isJson) io.stdout(`${JSON.stringify({ command: 'create', isDryRun, ...created })}\n`);
    else
      io.stdout(
        `Would make ${created.directory} from ${template} ${created.templateVersion}:\n${lines(created.files)}`,
      );
    return 0;
  }
  if (!options.isJson) io.stdout(`Made ${created.directory} from ${template} ${created.templateVersion}.\n`);
  const shouldInstall = options.shouldInstall && !signal.aborted;
  const result = shouldInstall ? await io.install(created.directory, manager, signal) : undefined;
  const isInstalled = result?.isInstalled === true;
  const setup = created.setup === undefined ? [] : [`${manager.run} ${created.setup}`];
  // Two commands: what comes before the start stands on its line.
  const next = [...enter, [...(isInstalled ? [] : [manager.install]), ...setup, manager.start].join(' && ')];
  if (options.isJson) io.stdout(`${JSON.stringify({ command: 'create', isDryRun, ...created, isInstalled, next })}\n`);
  if (result?.isInstalled === false)
    io.stderr(
      `The project is complete, but its packages are not installed: ${result.reason}. Run: ${[...enter, manager.install].join(' && ')}\n`,
    );
  if (!options.isJson) io.stdout(`\nNext:\n${lines(next)}`);
  return signal.aborted ? 130 : result?.isInstalled === false ? 1 : 0;
}

async function all(templates: TemplateSource): Promise<readonly Template[]> {
  return Promise.all(templates.names.map((name) => templates.read(name)));
}

function lines(items: readonly string[]): string {
  return items.map((item) => `  ${item}\n`).join('');
}
