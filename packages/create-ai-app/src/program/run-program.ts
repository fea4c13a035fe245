import { appError, isAppError } from '../errors/app-error.ts';
import { helpText } from './help.ts';
import { parseOptions, type ProgramOptions } from './options.ts';
import type { ProgramIo } from './program-io.ts';
import { runCreate } from './run-create.ts';
import { runDoctor } from './run-doctor.ts';
import { runUpdate } from './run-update.ts';

/** Runs the program. @returns the exit code: 0 done, 1 something is left to do, 2 usage or fault, 130 interrupted */
export async function runProgram(argv: readonly string[], io: ProgramIo): Promise<number> {
  try {
    return await run(parseOptions(argv), io);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const { code, message } = error;
    if (argv.includes('--json')) io.stdout(`${JSON.stringify({ error: { code, message } })}\n`);
    else io.stderr(`create-ai-app: ${message}\n`);
    if (code === 'usage' && !argv.includes('--json')) io.stderr('See: npm create @org/ai-app -- --help\n');
    return code === 'aborted' ? 130 : code === 'unresolved-conflicts' ? 1 : 2;
  }
}

async function run(options: ProgramOptions, io: ProgramIo): Promise<number> {
  switch (options.command) {
    case 'version':
      io.stdout(`${io.toolVersion}\n`);
      return 0;
    case 'help': {
      const templates = await io.templates();
      io.stdout(helpText(await Promise.all(templates.names.map((name) => templates.read(name)))));
      return 0;
    }
    case 'create':
      if (io.signal.aborted) throw appError('aborted', 'stopped by the user; nothing was written');
      return runCreate(options, io);
    case 'update':
      return runUpdate(options, io);
    case 'doctor':
      return runDoctor(options, io);
  }
}
