import { AiError, type CallContext, type JsonValue } from '@org/ai-core';
import { checkJson } from './check-json.ts';
import { errorBody } from './error-answer.ts';
import { guardEvents } from './guard-events.ts';
import { guardText } from './guard-text.ts';
import type { HttpGuardOptions } from './http-guard.ts';
import { eventText } from './server-events.ts';

type Kind = 'json' | 'events' | 'text' | 'other';

const textTypes = /^text\/|^$|xml$|yaml|csv|markdown|javascript|ecmascript|typescript|graphql|toml|rtf|sql|urlencoded/;
/** Values or parts one after the other: a text that runs on from one to the next could not be followed. */
const unreadTypes = /json|^multipart\//;

/**
 * What kind of content a content type is. Content that is no text (images, archives) has nothing that a rail reads.
 * @throws AiError `unsupported` for text in a form that cannot be read
 */
export function kindOf(contentType: string | null | undefined, contentEncoding?: string | null): Kind {
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  const kind = kindOfType(type);
  if (kind === 'other') return kind;
  if (parameters.some((parameter) => /^charset="?utf-?(?:7|16|32)/.test(parameter)))
    throw new AiError('unsupported', 'content-type: only UTF-8 is read; send text in it');
  if (!/^(?:identity)?$/i.test(contentEncoding ?? ''))
    throw new AiError('unsupported', 'content-encoding: compressed text is not read; compress it behind the guard');
  return kind;
}

/** Whether a content type is that of one JSON value. */
export function isJson(contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return type === 'application/json' || type.endsWith('+json');
}

function kindOfType(type: string): Kind {
  if (isJson(type)) return 'json';
  if (type === 'text/event-stream') return 'events';
  if (unreadTypes.test(type))
    throw new AiError('unsupported', 'content-type: neither multipart nor a sequence of JSON values is read');
  return textTypes.test(type) ? 'text' : 'other';
}

/** A JSON answer with its strings checked. @throws AiError as {@link checkJson}; `protocol` where it is no JSON */
export async function guardJsonText(
  text: string,
  options: HttpGuardOptions<never>,
  context: CallContext,
): Promise<string> {
  const { guard, output } = options;
  return JSON.stringify(await checkJson(guard, parse(text), output, 'output', context));
}

function parse(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new AiError('protocol', 'the service said that its answer is JSON, and it is not');
  }
}

/** A streamed answer behind the guard. Where a rail ends it, an event stream says so in its last event; other text just ends. */
export async function* guardStreamed(
  source: AsyncIterable<string>,
  kind: 'events' | 'text',
  options: HttpGuardOptions<never>,
  context: CallContext,
): AsyncGenerator<string, void> {
  const { guard, events } = options;
  if (kind === 'text') {
    yield* guardText(guard, source, context);
    return;
  }
  try {
    if (events === undefined) throw new AiError('unsupported', 'events: name the field of each event that holds text');
    yield* guardEvents(guard, source, events, context);
  } catch (error) {
    yield eventText({ event: 'error', id: undefined, data: JSON.stringify(errorBody(error).body) });
  }
}
