import { AiError, type CommandIo } from '@org/ai-core';
import { checkFiles } from './check-files.ts';
import { explainRequest } from './explain-request.ts';

const help = `usage: ai policy check <file>... [--json]
       ai policy explain <file> --input <request> [--json]

ai policy check reads policy files (.json, or YAML) strictly and runs the tests in them.
ai policy explain says what a policy comes to for a request, and why. A request is JSON or YAML of the form of a test:
  given: { action: refund, resource: { type: order, id: o-1 }, attributes: { amount: 75 } }
  principal: { groups: [support] }

Exit codes: 0 sound and all tests pass (check), explained (explain); 1 not sound, or a test fails; 2 usage or fault.
`;

/** Runs `ai policy`. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const [action, ...rest] = argv;
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  if (action === 'check') return checkFiles(rest, io);
  if (action === 'explain') return explainRequest(rest, io);
  throw new AiError(
    'invalid-input',
    action === undefined
      ? 'say what to do: check or explain'
      : `there is no "ai policy ${action}"; there are check and explain`,
  );
}
