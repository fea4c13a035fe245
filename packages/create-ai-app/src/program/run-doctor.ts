import { resolve } from 'node:path';
import { examineApp } from '../doctor/examine-app.ts';
import type { ProgramOptions } from './options.ts';
import type { ProgramIo } from './program-io.ts';

/** Examines a project. @returns the exit code: 1 when there is an error among the findings */
export async function runDoctor(options: ProgramOptions, io: ProgramIo): Promise<number> {
  const directory = resolve(io.cwd, options.name ?? '.');
  const examination = await examineApp({ directory, templates: await io.templates(), toolVersion: io.toolVersion });
  const { findings, isHealthy } = examination;
  if (options.isJson) io.stdout(`${JSON.stringify({ command: 'doctor', directory, ...examination })}\n`);
  else {
    for (const { id, severity, file, message, remedy } of findings)
      io.stdout(`${severity.padEnd(7)} ${id}: ${file === undefined ? '' : `${file} `}${message}\n        ${remedy}\n`);
    const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
    io.stdout(`${count('error')} errors, ${count('warning')} warnings, ${count('info')} notes\n`);
  }
  return isHealthy ? 0 : 1;
}
