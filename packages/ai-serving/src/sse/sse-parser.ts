import { AiError } from '@org/ai-core';

/** One event of a stream: its `event:` name (default `message`) and its `data:` lines, joined with line feeds. */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
}

/** Takes bytes as they come, however they are split, and gives the events that are complete. */
export interface SseParser {
  /** @throws AiError `protocol` when the bytes are not UTF-8 or an event is longer than the bound */
  push(bytes: Uint8Array): readonly SseEvent[];
  /** Checks the end of the bytes; an event without its blank line is dropped, as the standard says. @throws AiError `protocol` inside a character */
  end(): void;
}

/**
 * Makes a parser of server-sent events (WHATWG HTML §9.2.6: line ends LF, CRLF and CR; comments; a byte order mark). Linear in the input.
 *
 * @param maxEventLength - UTF-16 code units that one event may have before it is complete
 */
export function createSseParser(maxEventLength = 8_388_608): SseParser {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // Pieces of a line that is not complete: joined once, at its end.
  let line: string[] = [];
  let pendingLength = 0;
  let endedWithCr = false;
  let event = '';
  let data: string[] = [];

  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw new AiError('protocol', 'the upstream stream is not UTF-8; check baseUrl');
    }
  };

  const takeLine = (text: string, events: SseEvent[]): void => {
    if (text === '') {
      if (data.length > 0) events.push({ event: event === '' ? 'message' : event, data: data.join('\n') });
      event = '';
      data = [];
      pendingLength = 0;
      return;
    }
    const colon = text.indexOf(':');
    if (colon === 0) {
      pendingLength -= text.length;
      return;
    }
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
  };

  return {
    push(bytes) {
      const text = decode(bytes);
      const events: SseEvent[] = [];
      let from = endedWithCr && text.startsWith('\n') ? 1 : 0;
      if (text !== '') endedWithCr = text.endsWith('\r');
      for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g)) {
        if (index < from) continue;
        const rest = text.slice(from, index);
        pendingLength += rest.length;
        const whole = line.length === 0 ? rest : line.join('') + rest;
        line = [];
        takeLine(whole, events);
        from = index + ending.length;
      }
      if (from < text.length) {
        line.push(text.slice(from));
        pendingLength += text.length - from;
      }
      if (pendingLength > maxEventLength) {
        throw new AiError('protocol', 'the upstream sent an event without an end; check baseUrl');
      }
      return events;
    },
    end() {
      decode();
    },
  };
}
