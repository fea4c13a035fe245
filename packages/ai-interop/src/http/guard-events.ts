import type { CallContext, JsonValue } from '@org/ai-core';
import type { Guard, GuardStream } from '@org/ai-guardrails';
import { checkJson } from './check-json.ts';
import { eventText, parseEvents, type ServerEvent } from './server-events.ts';
import { stringsIn, withString } from './json-fields.ts';
import { throwIfStopped } from './guard-text.ts';

interface Piece {
  readonly event: ServerEvent;
  readonly json: JsonValue | undefined;
}

/**
 * Server-sent events behind a guard. Pieces of text run through one stream of the guard, whatever events they come in; another
 * event ends that text, and its strings are checked one by one.
 * @throws AiError `blocked` or `forbidden` where a rail ends the text
 */
export async function* guardEvents(
  guard: Guard,
  source: AsyncIterable<string>,
  field: string,
  context: CallContext,
): AsyncGenerator<string, void> {
  const path = field === '' ? [] : field.split('.');
  let text: GuardStream | undefined;
  let last: Piece | undefined;

  const released = function* (piece: Piece | undefined, part: string): Generator<string, void> {
    if (part === '' || piece === undefined) return;
    const data = piece.json === undefined ? part : JSON.stringify(withString(piece.json, path, part));
    yield eventText({ ...piece.event, data });
  };

  const endText = async function* (): AsyncGenerator<string, void> {
    if (text === undefined) return;
    const { text: rest, decision } = await text.end();
    text = undefined;
    yield* released(last, rest);
    throwIfStopped(decision);
  };

  try {
    for await (const event of parseEvents(source)) {
      const json = path.length === 0 ? undefined : parse(event.data);
      const piece = { event, json };
      const delta = json === undefined ? (path.length === 0 ? event.data : undefined) : pieceOf(json, field);
      if (delta === undefined || event.data === '[DONE]') {
        yield* endText();
        yield await checkedEvent(guard, piece, context);
        continue;
      }
      text ??= guard.stream({ stage: 'output', context });
      last = piece;
      const part = await text.push(delta);
      yield* released(piece, part);
      if (text.isBlocked) break;
    }
    yield* endText();
  } finally {
    text?.cancel();
  }
}

/** The text at the field, where nothing else in the event is text that a model may have written. */
function pieceOf(json: JsonValue, field: string): string | undefined {
  const [only, ...more] = stringsIn(json, [field]);
  return more.length === 0 ? only?.text : undefined;
}

async function checkedEvent(guard: Guard, { event }: Piece, context: CallContext): Promise<string> {
  const json = parse(event.data);
  const checked = await checkJson(guard, json ?? event.data, undefined, 'output', context);
  return eventText({
    ...event,
    data: typeof checked === 'string' && json === undefined ? checked : JSON.stringify(checked),
  });
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
