import { createContext, createServicePrincipal, type CommandIo } from '@org/ai-core';
import { createGuard } from '../guard/guard.ts';
import { readArguments, type GuardArguments } from './arguments.ts';
import { loadPolicy } from './load-policy.ts';
import { positionsIn } from './position.ts';
import { railsFor } from './rails.ts';
import { readText, STDIN } from './read-text.ts';
import { showFindings, type CheckedText } from './show-findings.ts';

/** Runs `ai guard`; resolves with the exit code: 0 nothing that counts was found, 1 something was. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = readArguments(argv);
  if (options.isHelp) {
    io.stdout(help);
    return 0;
  }
  const policy = await loadPolicy(options.policy, io);
  const guard = createGuard({ rails: railsFor(options), policy });
  const principal = createServicePrincipal({ tenant: 'local', subject: 'ai-guard' });
  const context = createContext({ principal, signal: io.signal });
  let worst = 0;
  for (const file of options.files) {
    const text = await readText(file, io);
    const decision = await guard.check(text, { stage: options.stage, context });
    const checked: CheckedText = { file, text, decision, positions: positionsIn(text, decision.findings) };
    io.stdout(options.isJson ? `${JSON.stringify(recordOf(checked, options))}\n` : showFindings(checked, options, io));
    worst = Math.max(worst, severity[decision.action]);
  }
  return worst >= severity[options.failOn] ? 1 : 0;
}

const severity = { allow: 0, redact: 1, 'require-approval': 2, block: 2 } as const;

/** For programs: where and what, never the text that was found. `text` is the released one. */
function recordOf({ file, text, decision, positions }: CheckedText, { stage }: GuardArguments): object {
  const { action, findings, rails } = decision;
  return {
    file: file === STDIN ? '<stdin>' : file,
    stage,
    action,
    ...('reason' in decision ? { reason: decision.reason } : {}),
    findings: findings.map((finding, index) => ({ ...finding, ...positions[index] })),
    ...(action === 'allow' ? { text } : action === 'redact' ? { text: decision.text } : {}),
    rails,
  };
}

const help = `usage: ai guard [FILE ...] [options]

Shows what the rails find in files, or in standard input where no file is named ("-" names it, too).

  --stage STAGE        input, retrieval, tool-call, tool-result or output (default output)
  --rails A,B          which rails run: pii, secrets, injection, egress (default all)
  --allow-host HOST    a host that links may point at; give it once per host ("*.example.com": all below)
  --policy FILE        a policy file (YAML or JSON) that says what findings mean; see "ai policy --help"
  --fail-on ACTION     exit with 1 from this action on: redact, block (default redact)
  --json               one JSON object per text: action, findings with line and column, the released text
  --no-color           plain text, as with NO_COLOR

Exit codes: 0 nothing found that counts, 1 found, 2 usage or fault.

  echo "Write to ada@example.com" | npx @org/ai-cli guard
`;
