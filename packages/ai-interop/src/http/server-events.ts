import { AiError } from '@org/ai-core';

/** One server-sent event (WHATWG HTML, 9.2). */
export interface ServerEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: string;
}

const LONGEST = 1_048_576;
const blankLine = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)/;
const LONGEST_BLANK_LINE = 4;

/** Events of a text/event-stream. Comments and `retry` are left out. @throws AiError `payload-too-large` for an event without end */
export async function* parseEvents(source: AsyncIterable<string>): AsyncGenerator<ServerEvent, void> {
  /** What has arrived of an event that has not ended. It is joined once, however small its pieces are. */
  let pieces: string[] = [];
  let length = 0;
  let tail = '';
  for await (const chunk of source) {
    pieces.push(chunk);
    length += chunk.length;
    tail += chunk;
    if (blankLine.test(tail)) {
      let rest = pieces.join('');
      for (let end = blankLine.exec(rest); end !== null; end = blankLine.exec(rest)) {
        const event = eventOf(rest.slice(0, end.index));
        rest = rest.slice(end.index + end[0].length);
        if (event !== undefined) yield event;
      }
      pieces = [rest];
      length = rest.length;
      tail = rest;
    }
    tail = tail.slice(1 - LONGEST_BLANK_LINE);
    if (length > LONGEST)
      throw new AiError('payload-too-large', 'an event of the answer is longer than 1 MiB; send smaller ones');
  }
  const event = eventOf(pieces.join(''));
  if (event !== undefined) yield event;
}

function eventOf(block: string): ServerEvent | undefined {
  let event: string | undefined;
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') data.push(value);
    else if (name === 'event') event = value;
    else if (name === 'id') id = value;
  }
  return data.length === 0 ? undefined : { event, id, data: data.join('\n') };
}

/** An event as it is sent. */
export function eventText({ event, id, data }: ServerEvent): string {
  const head = (event === undefined ? '' : `event: ${event}\n`) + (id === undefined ? '' : `id: ${id}\n`);
  return `${head}${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
}
