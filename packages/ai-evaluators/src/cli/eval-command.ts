import { AiError, type CommandIo } from '@org/ai-core';
import { showReport } from './show-report.ts';
import { runFile } from './run-file.ts';

const help = `usage: ai eval run <file> [options]
       ai eval report <report.json> [--format table|markdown|junit|json]

ai eval run runs the evaluation that a .ts or .js file exports as "evaluation" (made with defineEval).
  --journal FILE      keep finished cases in FILE; the same command goes on from there
  --concurrency N     cases at a time (default 4)
  --limit N           the first N cases only
  --baseline FILE     compare with an earlier report.json on the same dataset
  --out DIR           write report.json, report.md, junit.xml and timings.json to DIR
  --repeat-faults     call cases again that the journal holds with a fault
  --keep-text         keep outputs and messages of faults in journal and report
  --json              print the report as canonical JSON

Exit codes: 0 every gate passed, 1 a gate failed, 2 usage or fault, 3 inconclusive.
`;

/** Runs `ai eval`. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const [action, ...rest] = argv;
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  if (action === 'run') return runFile(rest, io);
  if (action === 'report') return showReport(rest, io);
  throw new AiError(
    'invalid-input',
    action === undefined
      ? 'say what to do: run or report'
      : `there is no "ai eval ${action}"; there are run and report`,
  );
}
