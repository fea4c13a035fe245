import { collectAnswer } from '@org/ai-blueprints';
import { AiError, createContext } from '@org/ai-core';
import { openAssistant, type OpenAssistant } from '../assistant/open-assistant.ts';
import { demoCorpus, folderCorpus } from '../corpus/sources.ts';
import { stateFolder } from '../corpus/state-folder.ts';
import { demoPrincipal } from '../principals/demo-principals.ts';
import { startServer } from '../server/server.ts';
import { helpText } from './help.ts';
import { parseOptions } from './options.ts';
import { answerJson, answerText } from './print-answer.ts';
import { createProgress, type Progress, type ProgressStream } from './progress.ts';

/** What the program may touch. */
export interface ProgramIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: (text: string) => unknown;
  readonly stderr: ProgressStream;
  /** What relative paths are relative to, first choice first. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/** Runs the program and returns its exit code; what stops it is told on stderr. */
export async function runProgram(argv: readonly string[], io: ProgramIo): Promise<number> {
  try {
    return await run(argv, io);
  } catch (error) {
    if (io.signal.aborted) return 130;
    io.stderr.write(`assistant: ${AiError.is(error) ? error.message : `unexpected fault: ${String(error)}`}\n`);
    return 2;
  }
}

async function run(argv: readonly string[], io: ProgramIo): Promise<number> {
  const options = parseOptions(argv, io.folders);
  if (options.isHelp) {
    io.stdout(helpText());
    return 0;
  }
  const { signal } = io;
  const progress = createProgress(io.stderr);
  const corpus = options.corpus === undefined ? await demoCorpus() : await folderCorpus(options.corpus);
  const state = await stateFolder(corpus, options.index);
  const assistant = await openAssistant({ corpus, state, env: io.env, progress, signal });
  try {
    if (options.ask === undefined) await serve(assistant, options.port, progress, io);
    else {
      const context = createContext({ principal: demoPrincipal(options.as), signal, feature: 'assistant-cli' });
      const answer = await collectAnswer(assistant.rag.ask({ question: options.ask }, context));
      io.stdout(`${options.isJson ? answerJson(answer) : answerText(answer)}\n`);
    }
    return 0;
  } finally {
    await assistant[Symbol.asyncDispose]();
  }
}

/** Serves the page until the program is told to stop. */
async function serve(assistant: OpenAssistant, port: number, progress: Progress, io: ProgramIo): Promise<void> {
  const server = await startServer({ assistant, port, onFault: (line) => progress.say(line) });
  progress.say('The assistant is ready; stop it with Ctrl-C.');
  io.stdout(`${server.url}\n`);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  progress.say('Closing.');
  await server.close();
}
