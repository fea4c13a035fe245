import { AiError, type CommandIo } from '@org/ai-core';
import type { CommandPackage } from '../commands/find-packages.ts';
import { loadCommands, type CommandSet } from '../commands/load-commands.ts';
import { nearest } from './nearest.ts';

/** What the exit code of the `ai` program says. */
export const exitCodes = { done: 0, gateFailed: 1, fault: 2, inconclusive: 3, interrupted: 130 } as const;

/** What {@link runCli} needs beside the arguments. */
export interface CliOptions {
  readonly argv: readonly string[];
  readonly io: CommandIo;
  readonly version: string;
  readonly packages: readonly CommandPackage[];
}

/**
 * Runs the `ai` program: `ai <command> [arguments]`. Results go to `io.stdout`, progress and errors to `io.stderr`.
 *
 * @returns the exit code: 0 done, 1 a gate failed, 2 usage or fault, 3 inconclusive, 130 interrupted
 */
export async function runCli(options: CliOptions): Promise<number> {
  const { argv, io, version } = options;
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') {
    io.stdout(`${version}\n`);
    return exitCodes.done;
  }
  const set = await loadCommands(options.packages);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const write = name === undefined ? io.stderr : io.stdout;
    write(rest.includes('--json') ? helpJson(set) : helpText(set));
    return name === undefined ? exitCodes.fault : exitCodes.done;
  }
  const command = set.commands.find(({ manifest }) => manifest.name === name);
  if (command === undefined) {
    io.stderr(unknownCommand(name, set));
    return exitCodes.fault;
  }
  try {
    const { run } = await command.manifest.load();
    return asExitCode(await run(rest, io), io);
  } catch (error) {
    return reportFault(error, name, io);
  }
}

function asExitCode(code: number, io: CommandIo): number {
  if (io.signal.aborted) return exitCodes.interrupted;
  return code === 0 || code === 1 || code === 3 ? code : exitCodes.fault;
}

function reportFault(error: unknown, name: string, io: CommandIo): number {
  if (io.signal.aborted) {
    io.stderr('stopped; what was finished is kept, and running the command again goes on from there\n');
    return exitCodes.interrupted;
  }
  if (AiError.is(error)) io.stderr(`ai ${name}: ${error.message}\n`);
  else
    io.stderr(
      `ai ${name}: unexpected fault: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  if (AiError.is(error, 'invalid-input')) io.stderr(`See: ai ${name} --help\n`);
  return exitCodes.fault;
}

function helpText({ commands, problems }: CommandSet): string {
  const width = Math.max(0, ...commands.map(({ manifest }) => manifest.name.length));
  const lines = commands.map(({ manifest }) => `  ${manifest.name.padEnd(width)}  ${manifest.summary}`);
  const none = '  none: install a package that has some, for instance npm install @org/ai-evaluators';
  return [
    'usage: ai <command> [arguments]',
    '',
    'Commands of the installed @org/ai-* packages:',
    ...(lines.length === 0 ? [none] : lines),
    '',
    'ai <command> --help tells what a command takes. Results go to standard output (--json for programs), progress to standard error.',
    'Exit codes: 0 done, 1 a gate failed, 2 usage or fault, 3 inconclusive, 130 interrupted.',
    ...problems.map((problem) => `\nwarning: ${problem}`),
    '',
  ].join('\n');
}

function helpJson({ commands, problems }: CommandSet): string {
  const list = commands.map(({ manifest, package: from }) => ({
    name: manifest.name,
    summary: manifest.summary,
    package: from.name,
    version: from.version,
  }));
  return `${JSON.stringify({ commands: list, problems })}\n`;
}

function unknownCommand(name: string, { commands, problems }: CommandSet): string {
  const names = commands.map(({ manifest }) => manifest.name);
  const suggestion = nearest(name, names);
  const hint =
    suggestion === undefined
      ? `Commands: ${names.join(', ') || 'none is installed'}.`
      : `Did you mean "ai ${suggestion}"?`;
  return `ai: there is no command "${name}". ${hint}\n${problems.map((problem) => `warning: ${problem}\n`).join('')}`;
}
