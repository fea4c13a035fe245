import { AiError, type CallContext, type JsonValue } from '@org/ai-core';
import { checkJson } from './check-json.ts';
import { errorBody } from './error-answer.ts';
import { guardEvents } from './guard-events.ts';
import { guardText } from './guard-text.ts';
import type { HttpGuardOptions } from './http-guard.ts';
import { eventText } from './server-events.ts';

type Kind = 'json' | 'events' | 'text' | 'other';

/** What kind of answer a content type is. Answers that are no text (images, archives) have nothing that a rail reads. */
export function kindOf(contentType: string | null | undefined): Kind {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return 'json';
  if (type === 'text/event-stream') return 'events';
  return type.startsWith('text/') || type === '' || type.endsWith('xml') || type === 'application/javascript'
    ? 'text'
    : 'other';
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
