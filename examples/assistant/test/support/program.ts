import { runProgram, type ProgramIo } from '../../src/cli/run.ts';

/** What a run of the program left. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in this process. */
export async function program(argv: readonly string[], io: Partial<ProgramIo> = {}): Promise<ProgramRun> {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(argv, {
    env: {},
    stdout: (text) => (stdout += text),
    stderr: { write: (text) => (stderr += text) },
    folders: [process.cwd()],
    signal: new AbortController().signal,
    ...io,
  });
  return { code, stdout, stderr };
}

/** A citation as `--json` prints it. */
export interface JsonCitation {
  readonly document: string;
  readonly quote: string;
  readonly start: number;
  readonly end: number;
  readonly title: string;
  readonly trust: string;
}

/** What `--json` prints. */
export interface JsonAnswer {
  readonly answer: string;
  readonly isAnswered: boolean;
  readonly citations: readonly JsonCitation[];
  readonly plan: { readonly readableDocuments: number };
  readonly decisions: readonly object[];
  readonly usage: { readonly inputTokens: number };
  readonly timings: { readonly totalMs: number };
}

/** The answer of a run with `--json`. */
export function answerOf({ stdout }: ProgramRun): JsonAnswer {
  return JSON.parse(stdout) as JsonAnswer;
}
