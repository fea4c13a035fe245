import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AiError, createContext, createServicePrincipal, type CommandIo, type SourceDocument } from '@org/ai-core';
import { chunkDocument } from '../chunk/chunk-document.ts';
import type { FolderItem } from '../folder/folder-item.ts';
import { readFolder } from '../folder/read-folder.ts';
import { openFolderIndex } from '../index/folder-index.ts';
import type { IngestReport } from '../ingest/ingest-report.ts';
import type { OnLineage } from '../lineage/lineage-event.ts';
import { toOpenLineage } from '../lineage/open-lineage.ts';
import { listOf, onlyArgument, readArguments, required } from './arguments.ts';

const help = `Usage: ai ingest <folder> --index DIR --tenant T [options]

Reads the files of a folder with their access rules (front matter or <file>.meta.yaml) into the index
at DIR. Unchanged documents cost nothing; running again after an interruption goes on.
The index is lexical; embedders are wired in code.

Formats:
  Markdown (.md, .markdown), text (.txt), HTML (.html, .htm), AsciiDoc (.adoc)
  JSON (.json), JSON Lines (.jsonl, .ndjson)
  TypeScript, JavaScript, Python, Go and Java, by their functions and classes
  CSV (.csv), TSV (.tsv)                 with the package csv-parse
  PDF (.pdf)                             with the package unpdf
  Word (.docx)                           with the package mammoth
  text in other encodings than Unicode   with the package chardet

Options:
  --index DIR        folder of the index, created when missing
  --tenant T         tenant that the documents belong to
  --default-acl A,B  access for documents that say nothing (public, tenant, user:x, group:x); default: nobody
  --groups A,B       groups that exist; other names in access rules are reported
  --id-prefix P      put in front of each path to make the document id
  --max-file-mib N   larger files are passed over; default: 10
  --trust            mark the documents as trusted
  --delete-missing   delete documents of the tenant that the folder does not hold
  --lineage FILE     append what is read and written to FILE, as OpenLineage events, one a line
  --dry-run          read and report, write nothing
  --json             print one JSON object
  --help             show this text

Exit codes: 0 done, 2 wrong usage or a fault
`;

const options = {
  index: { type: 'string' },
  tenant: { type: 'string' },
  'default-acl': { type: 'string' },
  groups: { type: 'string' },
  'id-prefix': { type: 'string' },
  'max-file-mib': { type: 'string', default: '10' },
  trust: { type: 'boolean' },
  'delete-missing': { type: 'boolean' },
  lineage: { type: 'string' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

type Counts = Omit<IngestReport, 'problems'>;

/** A file that was passed over, or a document that needs a look. */
interface Remark {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Runs `ai ingest`; resolves with the exit code. */
export async function run(argv: readonly string[], io: CommandIo): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    io.stdout(help);
    return 0;
  }
  const { names, values } = readArguments(argv, options);
  const argument = onlyArgument(names, 'folder');
  const tenant = required('tenant', values.tenant);
  const directory = values['dry-run'] === true ? undefined : resolve(io.cwd, required('index', values.index));
  const maxFileMib = Number(values['max-file-mib']);
  if (!Number.isInteger(maxFileMib) || maxFileMib < 1 || maxFileMib > 1_024)
    throw new AiError('invalid-input', '--max-file-mib must be a whole number from 1 to 1024');
  const skipped: Remark[] = [];
  const problems: Remark[] = [];
  const items = readFolder({
    root: resolve(io.cwd, argument),
    tenant,
    idPrefix: values['id-prefix'],
    defaultAcl: { allow: listOf(values['default-acl']) ?? [] },
    knownGroups: listOf(values.groups),
    trust: values.trust === true ? 'trusted' : 'untrusted',
    limits: { maxFileBytes: maxFileMib * 1_048_576 },
    signal: io.signal,
  });
  const documents = documentsOf(items, skipped, problems);
  const progress = createProgress(io);
  const report = directory === undefined ? await dryRun(documents, progress) : await ingest(directory, documents);
  progress('');
  if (values.json === true)
    io.stdout(`${JSON.stringify({ isDryRun: directory === undefined, ...report, skipped, problems })}\n`);
  else io.stdout(describe(report, skipped, problems, directory === undefined));
  return 0;

  async function ingest(into: string, from: AsyncIterable<SourceDocument>): Promise<Counts> {
    const principal = createServicePrincipal({ tenant, subject: 'ai-ingest' });
    const context = createContext({ principal, signal: io.signal });
    const index = await openFolderIndex({ directory: into });
    try {
      const { problems: refused, ...done } = await index.ingest(from, {
        context,
        deleteMissing: values['delete-missing'] === true,
        onLineage: values.lineage === undefined ? undefined : appendTo(resolve(io.cwd, values.lineage)),
        onProgress: ({ documents: seen, chunks }) => {
          progress(`${String(seen)} documents read, ${String(chunks)} passages written`);
        },
      });
      for (const { document, code, message } of refused) problems.push({ path: document, code, message });
      return done;
    } finally {
      await index.close();
    }
  }
}

function appendTo(file: string): OnLineage {
  return (event) => appendFile(file, `${JSON.stringify(toOpenLineage(event))}\n`);
}

async function* documentsOf(
  items: AsyncIterable<FolderItem>,
  skipped: Remark[],
  problems: Remark[],
): AsyncGenerator<SourceDocument> {
  for await (const item of items) {
    if (item.kind === 'skipped') {
      skipped.push({ path: item.path, code: item.reason, message: item.message });
      continue;
    }
    problems.push(...item.problems.map(({ code, message }) => ({ path: item.path, code, message })));
    yield item.document;
  }
}

async function dryRun(
  documents: AsyncIterable<SourceDocument>,
  progress: (text: string) => void,
): Promise<{ readonly documents: number; readonly chunks: number }> {
  let count = 0;
  let chunks = 0;
  for await (const document of documents) {
    count++;
    for (const _ of chunkDocument(document.text, document.mediaType)) chunks++;
    progress(`${String(count)} documents read`);
  }
  return { documents: count, chunks };
}

/** On a terminal one line that is written over, at most ten times a second; elsewhere silence. An empty text clears the line. */
function createProgress(io: CommandIo): (text: string) => void {
  let last = 0;
  return (text) => {
    if (!io.isTty) return;
    const now = performance.now();
    if (text !== '' && now - last < 100) return;
    last = now;
    io.stderr(`\r\u001b[2K${text}`);
  };
}

function describe(
  report: Counts | { readonly documents: number; readonly chunks: number },
  skipped: readonly Remark[],
  problems: readonly Remark[],
  isDryRun: boolean,
): string {
  const lines = Object.entries(report).map(([name, value]) => `${name.padEnd(16)} ${String(value)}`);
  for (const { path, code, message } of skipped) lines.push(`passed over      ${path} (${code}): ${message}`);
  for (const { path, code, message } of problems) lines.push(`problem          ${path} (${code}): ${message}`);
  if (isDryRun) lines.push('nothing was written');
  return `${lines.join('\n')}\n`;
}
