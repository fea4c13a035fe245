import { frontMatterSpan } from '../structure/front-matter-span.ts';
import type { Body, BodyLimits, NoBody } from './body.ts';
import { decodeFile } from './decode-file.ts';
import { parseMetadata, type DocumentMetadata } from './document-metadata.ts';
import { extractHtml } from './html/extract-html.ts';
import { readCsv } from './rows/csv.ts';
import { readJson, readJsonLines } from './rows/json.ts';
import { hasStrayAccess } from './stray-access.ts';

/** Formats whose readers a file could hold up for ever. */
const isolated: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]);

/** What a file of this type says, or why that cannot be told. */
export async function extractBody(bytes: Uint8Array, mediaType: string, limits: BodyLimits): Promise<Body | NoBody> {
  if (isolated.has(mediaType)) return limits.threads(mediaType, bytes, limits);
  const decoded = await decodeFile(bytes, mediaType);
  if ('reason' in decoded) return decoded;
  const body = await readText(decoded.text, mediaType, limits);
  if ('reason' in body) return body;
  const { metadata = [], problems = [] } = body;
  return {
    ...body,
    metadata: decoded.isUncertain ? metadata.map(withoutUncertainNames) : metadata,
    problems: [...problems, ...decoded.problems],
  };
}

/** A name that was read wrongly in a deny list would keep nobody out. */
function withoutUncertainNames(metadata: DocumentMetadata): DocumentMetadata {
  const isPlain = /^[\0-\x7f]*$/.test(JSON.stringify(metadata.acl ?? null));
  if (isPlain) return metadata;
  const message =
    'the access rules hold characters whose encoding is uncertain; nobody can read the document until the file is saved as UTF-8';
  return { ...metadata, acl: { allow: [] }, problems: [...metadata.problems, { code: 'acl-invalid', message }] };
}

async function readText(text: string, mediaType: string, limits: BodyLimits): Promise<Body | NoBody> {
  const withTop = (body: Body | NoBody): Body | NoBody =>
    'reason' in body ? body : { ...body, hasStrayAccess: body.hasStrayAccess || hasStrayAccess(text, 0) };
  switch (mediaType) {
    case 'text/html':
      return withTop(await readHtml(text));
    case 'text/csv':
      return withTop(await readCsv(text, undefined, limits));
    case 'text/tab-separated-values':
      return withTop(await readCsv(text, '\t', limits));
    case 'application/json':
      return withTop(await readJson(text, limits));
    case 'application/jsonl':
      return withTop(await readJsonLines(text, limits));
    case 'text/markdown':
      return readMarkdown(text);
    default:
      return {
        text,
        isEmpty: text.trim() === '',
        hasStrayAccess: hasStrayAccess(text, 0) || hasStrayAccess(withoutCommentMarks(text), 0),
      };
  }
}

const topUnits = 8_192;
const commentMark = /^[ \t]*(?:\/{2,}|#+|\/\*+|\*+\/?)[ \t]?/gm;

/** The top of a program, in whose comments rules may stand by mistake. */
function withoutCommentMarks(text: string): string {
  return text.slice(0, topUnits).replace(commentMark, '');
}

async function readHtml(html: string): Promise<Body | NoBody> {
  const extracted = await extractHtml(html);
  if (extracted === undefined) return { reason: 'unreadable', message: 'the HTML is nested too deep' };
  return { ...extracted, isEmpty: extracted.text.trim() === '', hasStrayAccess: false };
}

function readMarkdown(text: string): Body {
  const front = frontMatterSpan(text);
  const bodyStart = front?.isBroken === false ? front.bodyStart : 0;
  const isEmpty = text.slice(bodyStart).trim() === '';
  const body = { text, isEmpty, hasStrayAccess: hasStrayAccess(text, bodyStart) };
  if (front === undefined) return body;
  const yaml = front.isBroken ? '[' : text.slice(front.start, front.end);
  return { ...body, metadata: [parseMetadata(yaml, 'front-matter')] };
}
