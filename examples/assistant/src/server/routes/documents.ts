import { AiError, createContext } from '@org/ai-core';
import { z } from 'zod';
import { sendJson } from '../http-error.ts';
import type { DocumentResponse, DocumentsResponse } from '../protocol.ts';
import { readBody } from '../read-body.ts';
import type { Exchange, ServerParts } from '../route.ts';

const listSchema = z.strictObject({ as: z.string().max(256) });
const documentSchema = z.strictObject({ as: z.string().max(256), document: z.string().max(4_096) });

/** Lists what a principal may read. */
export async function documents({ request, response, resolve }: Exchange, parts: ServerParts): Promise<void> {
  const { as } = await readBody(request, listSchema);
  const context = createContext({ principal: await resolve(as), signal: parts.signalOf(response) });
  const summaries = await parts.assistant.index.listDocuments(context);
  const body: DocumentsResponse = {
    documents: summaries.map(({ id, title, trust }) => ({ id, title: title ?? id, trust })),
  };
  sendJson(response, 200, body);
}

/** Gives a document to whoever may read it; to others it is not there. */
export async function document({ request, response, resolve }: Exchange, parts: ServerParts): Promise<void> {
  const { as, document: id } = await readBody(request, documentSchema);
  const context = createContext({ principal: await resolve(as), signal: parts.signalOf(response) });
  const found = await parts.assistant.index.readDocument(id, context);
  if (found === undefined) throw new AiError('not-found', 'there is no such document for this principal');
  const { digest, mediaType, text, trust } = found;
  const headings = found.headings.map(({ start, end, level, title }) => ({ start, end, level, text: title }));
  const body: DocumentResponse = {
    id: found.id,
    title: found.title ?? headings[0]?.text ?? found.id,
    digest,
    mediaType,
    text,
    trust,
    headings,
  };
  sendJson(response, 200, body);
}
