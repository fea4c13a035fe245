import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../chunk/chunk-document.ts';
import type { Body, BodyLimits, NoBody } from '../body.ts';
import { bodyLimits } from '../body-limits.fixture.ts';
import { extractBody } from '../extract-body.ts';
import { createExtractThreads } from '../isolated/extract-threads.ts';
import { writePdf } from './pdf.fixture.ts';
import { readPdf } from './read-pdf.ts';

const pdf = 'application/pdf';
const policy = [
  ['REFUNDS', '', 'A refund above 500 EUR needs', 'the head of finance.', '', 'Smaller ones (below that) need nobody.'],
  [],
  ['Parcels wait in the depot.'],
];

async function extract(bytes: Uint8Array, limits: Partial<BodyLimits> = {}): Promise<Body | NoBody> {
  return extractBody(bytes, pdf, bodyLimits(limits));
}

async function bodyOf(bytes: Uint8Array): Promise<Body> {
  const body = await extract(bytes);
  if ('reason' in body) throw new Error(body.message);
  return body;
}

describe('a PDF', () => {
  it('is its pages with a form feed between them, lines in paragraphs, and its title', async () => {
    expect(await bodyOf(writePdf(policy, { title: 'Refund policy' }))).toEqual({
      text: 'REFUNDS\n\nA refund above 500 EUR needs\nthe head of finance.\n\nSmaller ones (below that) need nobody.\f\fParcels wait in the depot.',
      title: 'Refund policy',
      isEmpty: false,
      hasStrayAccess: false,
    });
  });

  it('is cut into chunks that know their page and never span two', async () => {
    const { text } = await bodyOf(writePdf([...policy, ['NO HEADING OF PAGE 3', '', 'More.']]));
    const chunks = Array.from(chunkDocument(text, pdf), ({ start, end, headingPath }) => [
      text.slice(start, end),
      headingPath,
    ]);
    expect(chunks).toEqual([
      [text.slice(0, text.indexOf('\f')), ['Page 1', 'REFUNDS']],
      ['Parcels wait in the depot.', ['Page 3']],
      ['NO HEADING OF PAGE 3\n\nMore.', ['Page 4', 'NO HEADING OF PAGE 3']],
    ]);
  });

  it('whose first lines look like access rules is closed until a sidecar says who may read it', async () => {
    expect(await extract(writePdf([['acl: group:people', 'Salaries']]))).toMatchObject({ hasStrayAccess: true });
  });
});

describe('a PDF that cannot be read is refused with the reason', () => {
  const whole = writePdf(policy);
  const key = (letter: string, length: number): string => `<${letter.repeat(2 * length)}>`;
  const locked = `/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O ${key('4', 32)} /U ${key('5', 32)} >> /ID [${key('6', 16)} ${key('6', 16)}]`;
  it.each([
    ['cut off', whole.subarray(0, 300), 'damaged'],
    ['of another format', Buffer.from('hello'), 'damaged'],
    ['locked with a password', writePdf(policy, { trailer: locked }), 'encrypted'],
    ['scanned, without text', writePdf([[], []]), 'no-text'],
  ])('%s', async (_name, bytes, reason) => {
    expect(await extract(bytes)).toMatchObject({ reason });
  });

  it('when the package is not installed', async () => {
    const missing = readPdf(whole, bodyLimits(), () => Promise.reject(new Error('not found')));
    expect(await missing).toMatchObject({
      reason: 'missing-package',
      message: expect.stringContaining('unpdf') as string,
    });
  });
});

describe('a PDF that was made to take everything is stopped', () => {
  it.each([
    ['by its pages', writePdf([...policy, ...policy]), { maxPages: 5 }, 'too-large'],
    [
      'by its text',
      writePdf(Array.from({ length: 3 }, () => Array.from({ length: 40 }, () => 'x'.repeat(60)))),
      { maxTextLength: 5_000 },
      'too-large',
    ],
    ['by its time', writePdf(policy), { extractTimeoutMs: 1 }, 'time-limit'],
  ])('%s', async (_name, bytes, limits, reason) => {
    expect(await extract(bytes, limits)).toMatchObject({ reason });
  });

  it('by its memory, when a small file inflates to a large one', async () => {
    const bomb = writePdf([{ deflated: deflateSync(Buffer.alloc(300 * 1024 * 1024, ' ')) }]);
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const threads = createExtractThreads(100 * 1024 * 1024);
    const stopped = await extract(bomb, { threads });
    expect(stopped).toMatchObject({ reason: 'too-large', message: expect.stringContaining('memory') as string });
  });

  it('and the next ones are read all the same, side by side and one after the other', async () => {
    const limits = bodyLimits();
    const late = extractBody(writePdf(policy), pdf, { ...limits, extractTimeoutMs: 1 });
    const others = Array.from({ length: 70 }, (_, index) =>
      extractBody(writePdf([[`Number ${String(index)}`]]), pdf, limits),
    );
    expect(await late).toMatchObject({ reason: 'time-limit' });
    for (const [index, other] of others.entries())
      expect(await other).toMatchObject({ text: `Number ${String(index)}` });
  });

  it('when nobody waits for it any more', async () => {
    const controller = new AbortController();
    const reading = extract(writePdf(policy), { signal: controller.signal });
    controller.abort();
    expect(await reading).toMatchObject({ reason: 'unreadable' });
  });
});
