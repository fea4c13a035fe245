import type { CallContext, JsonValue } from '@org/ai-core';
import type { Guard, GuardStream } from '@org/ai-guardrails';
import { checkJson } from './check-json.ts';
import { eventText, parseEvents, type ServerEvent } from './server-events.ts';
import { stringsIn, withStrings, type StringField } from './json-fields.ts';
import { throwIfStopped } from './guard-text.ts';

interface Piece {
  readonly event: ServerEvent;
  /** Where the text stands, and everything around it, checked; undefined where the data is the text itself. */
  readonly around: { readonly json: JsonValue; readonly path: readonly string[] } | undefined;
  readonly isEmpty: boolean;
}

/**
 * Server-sent events behind a guard. Pieces of text run through one stream of the guard, whatever events they come in; what
 * else stands in their events is checked string by string. Another event ends that text, and is checked in the same way.
 * @throws AiError `blocked` or `forbidden` where a rail ends the text
 */
export async function* guardEvents(
  guard: Guard,
  source: AsyncIterable<string>,
  field: string,
  context: CallContext,
): AsyncGenerator<string, void> {
  const checkRest = createRestCheck(guard, context);
  let text: GuardStream | undefined;
  let last: Piece | undefined;

  const released = function* (piece: Piece | undefined, part: string): Generator<string, void> {
    if (piece === undefined) return;
    const { event, around } = piece;
    const data =
      around === undefined ? part : JSON.stringify(withStrings(around.json, [{ path: around.path, text: part }]));
    yield eventText({ ...event, data });
  };

  const endText = async function* (): AsyncGenerator<string, void> {
    if (text === undefined) return;
    const { text: rest, decision } = await text.end();
    text = undefined;
    // The last event may say how the text ended, also where no text is in it.
    if (rest !== '' || (last?.isEmpty === true && !('reason' in decision))) yield* released(last, rest);
    throwIfStopped(decision);
  };

  try {
    for await (const event of parseEvents(source)) {
      const json = field === '' ? undefined : parse(event.data);
      const own = json === undefined ? undefined : pieceOf(json, field);
      const delta = field === '' ? event.data : own?.text;
      if (delta === undefined || event.data === '[DONE]') {
        yield* endText();
        yield await checkedEvent(guard, event, context);
        continue;
      }
      const around =
        json === undefined || own === undefined
          ? undefined
          : { json: await checkRest(withStrings(json, [{ path: own.path, text: '' }])), path: own.path };
      text ??= guard.stream({ stage: 'output', context });
      last = { event, around, isEmpty: delta === '' };
      const part = await text.push(delta);
      if (part !== '') yield* released(last, part);
      if (text.isBlocked) break;
    }
    yield* endText();
  } finally {
    text?.cancel();
  }
}

/** The text at the field, where one text alone is there. */
function pieceOf(json: JsonValue, field: string): StringField | undefined {
  const [only, ...more] = stringsIn(json, [field]);
  return more.length === 0 && only !== undefined && only.path.length > 0 ? only : undefined;
}

/** Checks what stands around a piece of text; most events of a stream differ in that piece alone. */
function createRestCheck(guard: Guard, context: CallContext): (rest: JsonValue) => Promise<JsonValue> {
  let known: { readonly text: string; readonly checked: JsonValue } | undefined;
  return async (rest) => {
    const text = JSON.stringify(rest);
    if (known?.text !== text) known = { text, checked: await checkJson(guard, rest, undefined, 'output', context) };
    return known.checked;
  };
}

async function checkedEvent(guard: Guard, event: ServerEvent, context: CallContext): Promise<string> {
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
