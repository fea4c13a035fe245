import { AiError, type Acl, type SourceDocument } from '@org/ai-core';
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTimeSlice } from '../internal/time-slice.ts';
import { throwIfAborted } from '../internal/throw-if-aborted.ts';
import { decideAccess } from './document-access.ts';
import type { DocumentMetadata } from './document-metadata.ts';
import { extractBody } from './extract-body.ts';
import type { FolderItem, FolderProblem, SkipReason } from './folder-item.ts';
import { mediaTypeOf, readEndings } from './media-types.ts';
import { readAhead } from './read-ahead.ts';
import { createExtractThreads } from './isolated/extract-threads.ts';
import type { BodyLimits } from './body.ts';
import { readBytes, type ReadFile } from './read-bytes.ts';
import { hasOwner, isSidecar, sidecarOf } from './sidecar.ts';
import { codeOf, walkFolder, type WalkEntry } from './walk.ts';

/** How far the text of a document may be believed; decided by whoever runs the ingestion, never by the file. */
export type Trust = 'trusted' | 'untrusted';

/** What {@link readFolder} needs to know. */
export interface ReadFolderOptions {
  /** The folder; a link as the root itself is resolved once. */
  readonly root: string;
  readonly tenant: string;
  /** Put in front of each relative path to make the document id. @defaultValue '' */
  readonly idPrefix?: string | undefined;
  /** For documents that say nothing about access. @defaultValue nobody */
  readonly defaultAcl?: Acl | undefined;
  /** For all documents, or by relative path. @defaultValue 'untrusted' */
  readonly trust?: Trust | ((path: string) => Trust) | undefined;
  /** Groups that exist; another one in an ACL is reported, and in a deny list closes the document. @defaultValue not checked */
  readonly knownGroups?: Iterable<string> | undefined;
  readonly limits?:
    | {
        /** @defaultValue 10 MiB */
        readonly maxFileBytes?: number | undefined;
        /** Of the text extracted from one file, in UTF-16 units. @defaultValue 20 Mi */
        readonly maxTextLength?: number | undefined;
        /** Of a PDF. @defaultValue 5,000 */
        readonly maxPages?: number | undefined;
        /** For one PDF or DOCX file. @defaultValue 30,000 */
        readonly extractTimeoutMs?: number | undefined;
      }
    | undefined;
  readonly signal?: AbortSignal | undefined;
}

const defaultMaxFileBytes = 10 * 1024 * 1024;
const defaultMaxTextLength = 20 * 1024 * 1024;
const defaultMaxPages = 5_000;
const defaultExtractTimeoutMs = 30_000;

/**
 * Reads the documents of a folder one by one: Markdown, plain text, HTML (as extracted text with Markdown's marks for headings, lists and tables), AsciiDoc, CSV, TSV, JSON and JSON Lines
 * (as rows with the names of their columns), PDF (page by page), DOCX and programs, with title and access rules from YAML front matter or a `<file>.meta.yaml` sidecar. What cannot be read is reported as skipped and never stops the rest; access rules that cannot be understood let nobody in.
 * Memory is bounded by the nine largest files and 32 MiB of small ones, which are read ahead in a thread of their own where there are many.
 *
 * @throws AiError `not-found` when the root is no folder that can be listed, `aborted`
 * @example
 * ```ts
 * import { readFolder } from '@org/ai-retrieval';
 *
 * for await (const item of readFolder({ root: '/srv/handbook', tenant: 'meridian', defaultAcl: { allow: ['tenant'] } })) {
 *   if (item.kind === 'skipped') console.error(`${item.path}: ${item.message}`);
 *   else console.log(item.document.id, item.document.acl.allow);
 * }
 * ```
 */
export async function* readFolder(options: ReadFolderOptions): AsyncGenerator<FolderItem> {
  const { signal } = options;
  throwIfAborted(signal);
  const settings = await resolveFolder(options);
  const slice = createTimeSlice();
  /** In the order of the names, while some files further on are being read: a file is four waits for the disk. */
  const ahead: Promise<readonly FolderItem[]>[] = [];
  for await (const { entry, found } of readAhead(settings.root, walk(settings.root, signal))) {
    if (slice.isOver()) await slice.next();
    if (ahead.length >= mostAhead) yield* (await ahead.shift()) ?? [];
    const reading = itemsOf(settings, entry, found);
    // Whoever stops asking must not leave a fault that nobody looks at.
    reading.catch(() => undefined);
    ahead.push(reading);
  }
  for (const reading of ahead) {
    throwIfAborted(signal);
    yield* await reading;
  }
}

const mostAhead = 8;

/** What reading a folder goes by, with the root resolved. @throws AiError `not-found` */
export async function resolveFolder(options: ReadFolderOptions): Promise<FolderSettings> {
  const groups = options.knownGroups === undefined ? undefined : new Set(options.knownGroups);
  try {
    const root = await realpath(options.root);
    const { limits = {} } = options;
    return {
      ...options,
      root,
      groups,
      maxBytes: limits.maxFileBytes ?? defaultMaxFileBytes,
      maxTextLength: limits.maxTextLength ?? defaultMaxTextLength,
      maxPages: limits.maxPages ?? defaultMaxPages,
      extractTimeoutMs: limits.extractTimeoutMs ?? defaultExtractTimeoutMs,
      threads: createExtractThreads(),
    };
  } catch (error) {
    throw new AiError('not-found', `root cannot be opened (${codeOf(error)}); name a folder that exists`, {
      cause: error,
    });
  }
}

async function itemsOf(
  settings: FolderSettings,
  entry: WalkEntry,
  found: ReadFile | undefined,
): Promise<readonly FolderItem[]> {
  if (entry.kind === 'skipped') return [entry];
  return isSidecar(entry.name) ? [...orphan(entry)] : [await readFolderFile(settings, entry, found)];
}

type FileEntry = Extract<WalkEntry, { kind: 'file' }>;

/** @see resolveFolder */
export interface FolderSettings extends ReadFolderOptions, Omit<BodyLimits, 'signal'> {
  readonly maxBytes: number;
  readonly groups: ReadonlySet<string> | undefined;
}

async function* walk(root: string, signal: AbortSignal | undefined): ReturnType<typeof walkFolder> {
  try {
    yield* walkFolder(root, signal);
  } catch (error) {
    if (AiError.is(error)) throw error;
    throw new AiError('not-found', `root cannot be listed (${codeOf(error)}); name a readable folder`, {
      cause: error,
    });
  }
}

/** A sidecar is read with its document; alone, or misnamed, it is worth a word, since its rules are not read. */
function* orphan({ path, name, names }: FileEntry): Generator<FolderItem> {
  if (!hasOwner(name, names))
    yield skip(path, 'orphan-sidecar', 'there is no document of exactly the name before .meta.yaml');
}

function skip(path: string, reason: SkipReason, message: string): FolderItem {
  return { kind: 'skipped', path, reason, message };
}

/** One file of a folder, as a document or passed over. */
export async function readFolderFile(
  settings: FolderSettings,
  entry: FileEntry,
  before?: ReadFile,
): Promise<FolderItem> {
  const { path } = entry;
  const mediaType = mediaTypeOf(path);
  if (mediaType === undefined) return skip(path, 'unsupported-type', `only ${readEndings} are read`);
  const tooLarge = `the file is larger than ${String(settings.maxBytes)} bytes; raise limits.maxFileBytes or split it`;
  const file = join(settings.root, path);
  let found: ReadFile | undefined;
  try {
    found =
      before !== undefined && before.bytes.length <= settings.maxBytes
        ? before
        : await readBytes(file, settings.maxBytes);
  } catch (error) {
    return skip(path, 'unreadable', `the file cannot be read (${codeOf(error)})`);
  }
  if (found === undefined) return skip(path, 'too-large', tooLarge);
  const body = await extractBody(found.bytes, mediaType, settings);
  throwIfAborted(settings.signal);
  if ('reason' in body) return skip(path, body.reason, body.message);
  if (body.isEmpty) return skip(path, 'empty', 'the file holds no text');
  const { metadata = [] } = body;
  const known = [...metadata, ...(await sidecarOf(dirname(file), entry.name, entry.names))];
  const isStray = body.hasStrayAccess && known.every(({ acl }) => acl === undefined);
  const sources = isStray ? [...known, strayAccess] : known;
  const access = decideAccess(sources, settings.defaultAcl ?? { allow: [] }, settings.groups);
  const problems: FolderProblem[] = [...access.problems, ...(body.problems ?? [])];
  const trust = typeof settings.trust === 'function' ? settings.trust(path) : (settings.trust ?? 'untrusted');
  const document: SourceDocument = {
    id: `${settings.idPrefix ?? ''}${path}`,
    tenant: settings.tenant,
    uri: pathToFileURL(file).href,
    mediaType,
    text: body.text,
    acl: access.acl,
    title: sources.find((source) => source.title !== undefined)?.title ?? body.title,
    modifiedAt: new Date(found.modifiedMs),
    metadata: { ...Object.fromEntries(known.flatMap(({ fields = {} }) => Object.entries(fields))), trust },
  };
  return { kind: 'document', path, document, problems };
}

const strayAccess: DocumentMetadata = {
  title: undefined,
  acl: { allow: [] },
  problems: [
    {
      code: 'acl-invalid',
      message:
        'the top of the file, or a column of its rows, looks like access rules that are not read there; put them into front matter on the first line of a Markdown file, or into a sidecar; nobody can read the document until then',
    },
  ],
};
