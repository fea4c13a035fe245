import { AiError } from '@org/ai-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from './sse-parser.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function parse(...chunks: readonly Uint8Array[]): readonly SseEvent[] {
  const parser = createSseParser();
  const events = chunks.flatMap((chunk) => parser.push(chunk));
  parser.end();
  return events;
}

const message = (data: string): SseEvent => ({ event: 'message', data });

describe('createSseParser', () => {
  it.each<[string, string, readonly SseEvent[]]>([
    ['LF', 'data: a\n\ndata: b\n\n', [message('a'), message('b')]],
    ['CRLF', 'data: a\r\n\r\n', [message('a')]],
    ['CR', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
    ['several data lines', 'data: a\ndata:b\ndata\n\n', [message('a\nb\n')]],
    ['only one space after the colon is dropped', 'data:  a\n\n', [message(' a')]],
    ['named events', 'event: error\ndata: x\n\ndata: y\n\n', [{ event: 'error', data: 'x' }, message('y')]],
    ['comments, ids and retries', ': hi\nid: 3\nretry: 10\ndata: a\n\n: bye\n\n', [message('a')]],
    ['a byte order mark', '\ufeffdata: a\n\n', [message('a')]],
    ['an event without its blank line is dropped', 'data: a\n\ndata: b\n', [message('a')]],
    ['an event without data is none', 'event: ping\n\ndata: a\n\n', [message('a')]],
  ])('reads %s', (_, text, events) => {
    expect(parse(bytesOf(text))).toEqual(events);
  });

  const stream = ': start\r\ndata: {"a":"é漢😀"}\r\n\r\nevent: e\rdata: 1\rdata: ü\r\rdata: x\n\n\n';

  it('reads the same events at every split of the bytes into two', () => {
    const bytes = bytesOf(stream);
    const whole = parse(bytes);
    expect(whole).toHaveLength(3);
    for (let at = 0; at <= bytes.length; at++) expect(parse(bytes.slice(0, at), bytes.slice(at))).toEqual(whole);
    expect(parse(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('reads the same events however any stream is split', () => {
    const piece = fc.constantFrom(
      'data: ',
      'data:',
      'event: x',
      ': c',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      'ä',
      '😀',
      'text',
      ':',
      ' ',
      '\ufeff',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(120), { maxLength: 12 }), (pieces, cuts) => {
        const bytes = bytesOf(pieces.join(''));
        const places = [...new Set(cuts)].filter((cut) => cut < bytes.length).sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
        expect(parse(...chunks)).toEqual(parse(bytes));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['bytes that are not UTF-8', [Uint8Array.of(0xff, 0x0a)]],
    ['a character that is cut at the end', [bytesOf('data: a\n\n'), Uint8Array.of(0xf0, 0x9f)]],
  ])('refuses %s', (_, chunks) => {
    expect(() => parse(...chunks)).toThrow(expect.objectContaining({ code: 'protocol' }) as AiError);
  });

  it('refuses an event that never ends, but not many comments', () => {
    const parser = createSseParser(100);
    for (let line = 0; line < 50; line++) parser.push(bytesOf(': keep-alive\n'));
    expect(() => parser.push(bytesOf('data: '.padEnd(101, 'x')))).toThrow(AiError);
  });
});
