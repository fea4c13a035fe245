import { resolve } from 'node:path';
import type { UpdateAction } from '../update/plan-update.ts';
import { updateApp } from '../update/update-app.ts';
import type { ProgramOptions } from './options.ts';
import type { ProgramIo } from './program-io.ts';

const words: Readonly<Record<UpdateAction, string>> = {
  add: 'added',
  replace: 'replaced',
  delete: 'deleted',
  merge: 'merged',
  conflict: 'conflict',
  'keep-deleted': 'left deleted',
  'keep-changed': 'kept (no longer in the template)',
};

/** Updates a project. @returns the exit code: 1 when conflicts wait for a person */
export async function runUpdate(options: ProgramOptions, io: ProgramIo): Promise<number> {
  const directory = resolve(io.cwd, options.name ?? '.');
  const { toolVersion, signal } = io;
  const { isDryRun } = options;
  const updated = await updateApp({ directory, templates: await io.templates(), toolVersion, isDryRun, signal });
  const code = updated.conflicts.length > 0 ? 1 : 0;
  if (options.isJson) {
    io.stdout(`${JSON.stringify({ command: 'update', isDryRun, directory, ...updated })}\n`);
    return code;
  }
  const { template, from, to, changes, conflicts, isResumed } = updated;
  if (isResumed) io.stdout(`${isDryRun ? 'Would complete' : 'Completed'} an update that had been interrupted.\n`);
  if (changes.length === 0 && !isResumed) io.stdout(`Nothing to do: the project has ${template} ${to}.\n`);
  else io.stdout(`${isDryRun ? 'Would bring' : 'Brought'} ${template} from ${from} to ${to}:\n`);
  for (const { path, action, writtenTo } of changes)
    io.stdout(
      `  ${words[action].padEnd(13)} ${path}${writtenTo === undefined ? '' : ` (the template's is in ${writtenTo})`}\n`,
    );
  if (conflicts.length > 0) io.stdout(`\nFor you to decide:\n${conflicts.map((path) => `  ${path}\n`).join('')}`);
  else if (changes.length > 0 && !isDryRun)
    io.stdout(`\nNext:\n  ${io.manager.install}\n  ${io.manager.name} run check\n`);
  return code;
}
