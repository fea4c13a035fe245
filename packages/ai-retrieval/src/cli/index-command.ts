import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  AiError,
  createContext,
  createServicePrincipal,
  type CallContext,
  type CommandIo,
  type Principal,
} from '@org/ai-core';
import { createNodeFileSystem } from '@org/ai-storage';
import { writeReport } from '../report/write-report.ts';
import { openFolderIndex, type FolderIndex } from '../index/folder-index.ts';
import { readIndexStatistics, type TenantStatistics } from '../index/index-statistics.ts';
import { snapshotFolderIndex } from '../index/snapshot-index.ts';
import { verifyFolderIndex } from '../index/verify-index.ts';
import { openVersionsStore, type IndexVersion, type VersionChange } from '../versions/versions-manifest.ts';
import { listOf, readArguments, required } from './arguments.ts';
import { principalOf, run as search } from './search-command.ts';

const help = `Usage: ai index <action> --index DIR [options]

Actions:
  stats                    documents, passages, files and bytes of each tenant
  verify                   read every byte and hold it against its digest; exit code 1 when something is wrong
  search <question>        the same as "ai search": --tenant T --as USER [--groups A,B] [--limit N]
  explain <document>       why a user may read a document or not: --tenant T --as USER [--groups A,B]
                           [--attribute NAME=VALUE,...]
  compact                  write a tenant's files anew without what is dead: --tenant T
  erase <document>...      take documents out of every file: --tenant T
  erase --subject ID       the same for all documents whose metadata.subjects name somebody: --tenant T
  report --to FILE         write a page: map of the chunks, their lengths, and with --queries the slowest:
                           --tenant T [--queries FILE --as USER [--groups A,B]], a query per line
  versions                 the versions of a folder of versions, which one answers, and what changed
  snapshot --to DIR        copy the index as it is now into a new folder, every file verified
                           (to restore, snapshot the copy into the place of the index)

Options:
  --index DIR    folder of the index
  --json         print one JSON object
  --help         show this text

Exit codes: 0 done, 1 verify found a fault, 2 wrong usage or a fault
`;

const options = {
  index: { type: 'string' },
  tenant: { type: 'string' },
  as: { type: 'string' },
  groups: { type: 'string' },
  attribute: { type: 'string' },
  subject: { type: 'string' },
  to: { type: 'string' },
  queries: { type: 'string' },
  json: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];
type Print = (value: unknown, lines: readonly string[]) => void;

interface Invocation {
  readonly io: CommandIo;
  readonly directory: string;
  readonly names: readonly string[];
  readonly values: Values;
  readonly print: Print;
}

const actions: Readonly<Record<string, (invocation: Invocation) => Promise<number>>> = {
  stats,
  verify,
  explain,
  compact,
  erase,
  report,
  snapshot,
  versions,
};

/** Runs `ai index`; resolves with the exit code. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  const [action = '', ...rest] = argv;
  if (action === 'search') return search(rest, io);
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (act === undefined)
    throw new AiError('invalid-input', `give one action: ${Object.keys(actions).join(', ')}, search; see --help`);
  const { names, values } = readArguments(rest, options);
  const directory = resolve(io.cwd, required('index', values.index));
  const print: Print = (value, lines) =>
    io.stdout(values.json === true ? `${JSON.stringify(value)}\n` : `${lines.join('\n')}\n`);
  return act({ io, directory, names, values, print });
}

async function stats({ io, directory, names, print }: Invocation): Promise<number> {
  demandNames(names, 0, 'stats takes no names');
  const statistics = await readIndexStatistics({ directory, signal: io.signal });
  const row = (each: TenantStatistics): string =>
    each.isClosed
      ? `${each.tenant}  closed: its access lists were lost; ingest its documents again`
      : `${each.tenant}  ${count(each.documents, 'document')}, ${count(each.chunks, 'passage')}, ${String(each.deadChunks)} dead, ${count(each.segments, 'segment')}, ${megabytes(each.bytes)}${each.embedding === undefined ? '' : `, embedder ${each.embedding.slice(0, 19)}`}`;
  print(statistics, [`generation ${String(statistics.generation)}`, ...statistics.tenants.map(row)]);
  return 0;
}

async function report({ io, directory, names, values, print }: Invocation): Promise<number> {
  demandNames(names, 0, 'report takes no names; say where with --to');
  const tenant = required('tenant', values.tenant);
  const file = resolve(io.cwd, required('to', values.to));
  const subject = values.queries === undefined ? undefined : required('as', values.as);
  const list = values.queries === undefined ? [] : await readLines(resolve(io.cwd, values.queries));
  const queries =
    subject === undefined
      ? undefined
      : { list, principal: await principalOf({ tenant, subject, groups: listOf(values.groups) ?? [] }, io.signal) };
  await writeReport({ directory, tenant, file, queries, signal: io.signal });
  print({ file }, [`written: ${file}`]);
  return 0;
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  } catch (error) {
    throw new AiError('not-found', '--queries names a file that cannot be read; give one with a query per line', {
      cause: error,
    });
  }
}

async function versions({ directory, names, print }: Invocation): Promise<number> {
  demandNames(names, 0, 'versions takes no names');
  const { current } = await openVersionsStore(createNodeFileSystem(), directory);
  if (current === undefined)
    throw new AiError('not-found', 'the folder holds no versions of an index; openIndexVersions makes them');
  const { live, previous, history } = current;
  const row = ({ id, settings, fingerprint }: IndexVersion): string =>
    `${id}  ${id === live ? 'answers' : id === previous ? 'answered before' : 'candidate'}, ${JSON.stringify(settings)}${fingerprint === undefined ? '' : `, embedder ${fingerprint.slice(0, 19)}`}`;
  const line = ({ kind, version, from, atMs, evidence }: VersionChange): string =>
    `${new Date(atMs).toISOString()}  ${version} ${kind}, before it ${from}${evidence === undefined ? '' : `: ${evidence.measure} ${evidence.candidate.toFixed(3)} against ${evidence.baseline.toFixed(3)} on ${String(evidence.queries)} queries`}`;
  print({ live, ...(previous !== undefined && { previous }), versions: current.versions, history }, [
    ...current.versions.map(row),
    ...history.map(line),
  ]);
  return 0;
}

async function verify({ io, directory, names, print }: Invocation): Promise<number> {
  demandNames(names, 0, 'verify takes no names');
  const report = await verifyFolderIndex({ directory, signal: io.signal });
  const { faults, files, bytes } = report;
  print(report, [
    ...faults.map(({ file, message }) => `${file}: ${message}`),
    `${count(files, 'file')}, ${megabytes(bytes)} read: ${faults.length === 0 ? 'all as they were written' : `${count(faults.length, 'fault')}; restore these files from a snapshot, or ingest into a new folder`}`,
  ]);
  return faults.length === 0 ? 0 : 1;
}

async function explain({ io, directory, names, values, print }: Invocation): Promise<number> {
  const [document = ''] = demandNames(names, 1, 'explain takes exactly one document');
  const tenant = required('tenant', values.tenant);
  const subject = required('as', values.as);
  const principal: Principal = {
    kind: subject === 'anonymous' ? 'anonymous' : 'user',
    tenant,
    subject,
    groups: listOf(values.groups) ?? [],
    attributes: attributesOf(values.attribute),
  };
  return withIndex(directory, true, async (index) => {
    const explanation = await index.explainAccess({ document, principal }, operator(tenant, io));
    if (explanation === undefined)
      throw new AiError('not-found', 'the tenant has no such document; names are as "ai index search" shows them');
    print(explanation, [`${explanation.isAllowed ? 'may read' : 'may not read'}: ${JSON.stringify(explanation)}`]);
    return 0;
  });
}

async function compact({ io, directory, names, values, print }: Invocation): Promise<number> {
  demandNames(names, 0, 'compact takes no names');
  const tenant = required('tenant', values.tenant);
  return withIndex(directory, false, async (index) => {
    const report = await index.compact(operator(tenant, io));
    const { filesRemoved, bytesRemoved, bytes } = report;
    print(report, [`${count(filesRemoved, 'file')} (${megabytes(bytesRemoved)}) removed, ${megabytes(bytes)} in use`]);
    return 0;
  });
}

async function erase({ io, directory, names, values, print }: Invocation): Promise<number> {
  const tenant = required('tenant', values.tenant);
  const { subject } = values;
  if ((subject === undefined) === (names.length === 0))
    throw new AiError('invalid-input', 'erase takes names of documents, or --subject, not both');
  return withIndex(directory, false, async (index) => {
    const context = operator(tenant, io);
    const record =
      subject === undefined
        ? await index.deleteDocuments({ documents: names }, context)
        : await index.eraseSubject({ subject }, context);
    print(record, [
      ...record.documents.map(({ document, digest }) => `erased ${document} ${digest}`),
      ...record.absent.map((document) => `not there: ${document}`),
      `${count(record.filesRemoved, 'file')} (${megabytes(record.bytesRemoved)}) removed; keep this record, the index does not`,
    ]);
    return 0;
  });
}

async function snapshot({ io, directory, names, values, print }: Invocation): Promise<number> {
  demandNames(names, 0, 'snapshot takes no names; say where with --to');
  const destination = resolve(io.cwd, required('to', values.to));
  const report = await snapshotFolderIndex({ directory, destination, signal: io.signal });
  print(report, [
    `generation ${String(report.generation)}: ${count(report.files, 'file')}, ${megabytes(report.bytes)} in ${destination}`,
  ]);
  return 0;
}

async function withIndex(
  directory: string,
  isReadOnly: boolean,
  work: (index: FolderIndex) => Promise<number>,
): Promise<number> {
  const index = await openFolderIndex({ directory, isReadOnly });
  try {
    return await work(index);
  } finally {
    await index.close();
  }
}

function operator(tenant: string, io: CommandIo): CallContext {
  return createContext({ principal: createServicePrincipal({ tenant, subject: 'ai-index' }), signal: io.signal });
}

function attributesOf(value: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (listOf(value) ?? []).map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new AiError('invalid-input', '--attribute must be NAME=VALUE, several with commas between');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function demandNames(names: readonly string[], wanted: number, message: string): readonly string[] {
  if (names.length !== wanted) throw new AiError('invalid-input', message);
  return names;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
