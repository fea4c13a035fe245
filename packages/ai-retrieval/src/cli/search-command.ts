import { resolve } from 'node:path';
import { AiError, createContext, createPrincipalResolver, type CommandIo, type Principal } from '@org/ai-core';
import { openFolderIndex } from '../index/folder-index.ts';
import type { SearchResponse } from '../search/search-types.ts';
import { listOf, onlyArgument, readArguments, required } from './arguments.ts';

const help = `Usage: ai search <question> --index DIR --tenant T --as USER [options]

Searches as a user with the groups that you name: whoever can run this can read the folder anyway.
Shows what that user would find, and nothing else.

Options:
  --index DIR    folder of the index
  --tenant T     tenant to search in
  --as USER      user id; "anonymous" for somebody who is not signed in
  --groups A,B   groups of the user
  --limit N      passages to show, 1 to 100; default 5
  --json         print the whole response as one JSON object
  --help         show this text

Exit codes: 0 done, 2 wrong usage or a fault
`;

const options = {
  index: { type: 'string' },
  tenant: { type: 'string' },
  as: { type: 'string' },
  groups: { type: 'string' },
  limit: { type: 'string', default: '5' },
  json: { type: 'boolean' },
} as const;

/** Who is named on the command line. */
export interface Caller {
  readonly tenant: string;
  readonly subject: string;
  readonly groups: readonly string[];
}

/** A principal for who was named: whoever can run the command can read the folder anyway. */
export function principalOf(caller: Caller, signal: AbortSignal): Promise<Principal> {
  const resolver = createPrincipalResolver(({ tenant, subject, groups }: Caller) =>
    Promise.resolve({ kind: subject === 'anonymous' ? 'anonymous' : 'user', tenant, subject, groups }),
  );
  return resolver.resolve(caller, { signal });
}

/** Runs `ai search`; resolves with the exit code. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  const { names, values } = readArguments(argv, options);
  const query = onlyArgument(names, 'question');
  const directory = resolve(io.cwd, required('index', values.index));
  const tenant = required('tenant', values.tenant);
  const subject = required('as', values.as);
  const limit = Number(values.limit);
  if (!Number.isInteger(limit)) throw new AiError('invalid-input', '--limit must be a whole number');
  const principal = await principalOf({ tenant, subject, groups: listOf(values.groups) ?? [] }, io.signal);
  const index = await openFolderIndex({ directory, isReadOnly: true });
  try {
    const response = await index.search({ query, limit }, createContext({ principal, signal: io.signal }));
    io.stdout(values.json === true ? `${JSON.stringify(response)}\n` : describe(response));
    return 0;
  } finally {
    await index.close();
  }
}

function describe({ passages, plan }: SearchResponse): string {
  const blocks = passages.map(
    ({ document, span, score, headingPath, text, origin }) =>
      `${document} [${String(span.start)}, ${String(span.end)}) ${score.toFixed(3)} ${origin.trust}\n${headingPath.join(' > ')}\n\n${text}\n`,
  );
  const summary = `${String(passages.length)} of ${String(plan.candidates)} matching passages; ${String(plan.readableDocuments)} documents are readable`;
  return [...blocks, summary, ''].join('\n');
}
