import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../chunk/chunk-document.ts';
import type { Body, NoBody } from '../body.ts';
import { bodyLimits } from '../body-limits.fixture.ts';
import { extractBody } from '../extract-body.ts';
import { item, packDocx, paragraph, table } from './docx.fixture.ts';
import { readDocx } from './read-docx.ts';
import { checkZip } from './zip-sizes.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const limit = 1_000_000;
const policy = packDocx([
  paragraph('Refunds', 'Heading1'),
  paragraph('A refund above 500 EUR needs:'),
  item('the head of finance'),
  item('a receipt'),
  paragraph('Fees', 'Heading2'),
  table([
    ['item', 'fee'],
    ['parcel', '4 EUR'],
  ]),
]);

async function extract(bytes: Uint8Array): Promise<Body | NoBody> {
  return extractBody(bytes, docx, bodyLimits());
}

/** The archive with a number of four bytes changed wherever it stands. */
function withNumber(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const changed = Buffer.from(bytes);
  for (let at = 0; at + 4 <= changed.length; at++) if (changed.readUInt32LE(at) === from) changed.writeUInt32LE(to, at);
  return changed;
}

describe('a DOCX file', () => {
  it('is its headings, lists and tables', async () => {
    expect(await extract(policy)).toEqual({
      text: '# Refunds\n\nA refund above 500 EUR needs:\n\n- the head of finance\n- a receipt\n\n## Fees\n\n| item | fee |\n| --- | --- |\n| parcel | 4 EUR |\n',
      title: 'Refunds',
      isEmpty: false,
      hasStrayAccess: false,
    });
  });

  it('is cut along its headings', async () => {
    const long = (word: string): string => paragraph(`${word} waits in the depot. `.repeat(60));
    const body = await extract(
      packDocx([paragraph('One', 'Heading1'), long('a'), paragraph('Two', 'Heading2'), long('b')]),
    );
    if ('reason' in body) throw new Error(body.message);
    const paths = new Set(Array.from(chunkDocument(body.text, docx), ({ headingPath }) => headingPath.join(' > ')));
    expect(paths).toEqual(new Set(['One', 'One > Two']));
  });

  it('that begins with access rules, which are not read there, is closed', async () => {
    expect(await extract(packDocx([paragraph('acl: group:people')]))).toMatchObject({ hasStrayAccess: true });
  });

  it('without words is empty', async () => {
    expect(await extract(packDocx([paragraph('')]))).toMatchObject({ isEmpty: true });
  });
});

describe('a DOCX file that cannot be read is refused with the reason', () => {
  it.each([
    ['of another format', Buffer.from('hello'), 'damaged'],
    ['cut off', policy.subarray(0, policy.length - 100), 'damaged'],
    ['an archive of something else', zipSync({ 'a.txt': Buffer.from('text') }), 'damaged'],
    ['XML that does not parse', packDocx([], { 'word/document.xml': Buffer.from('<w:document>') }), 'damaged'],
    ['locked, or of the old format', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'encrypted'],
  ])('%s', async (_name, bytes, reason) => {
    expect(await extract(bytes)).toMatchObject({ reason });
  });

  it('when the package is not installed', async () => {
    const missing = readDocx(policy, bodyLimits(), () => Promise.reject(new Error('not found')));
    expect(await missing).toMatchObject({
      reason: 'missing-package',
      message: expect.stringContaining('mammoth') as string,
    });
  });

  it('when its text is too long', async () => {
    expect(await readDocx(policy, bodyLimits({ maxTextLength: 20 }))).toMatchObject({ reason: 'too-large' });
  });
});

describe('an archive that inflates beyond the limit', () => {
  const size = 2_000_000;
  const bomb = packDocx([paragraph('text')], { 'word/media/image.png': new Uint8Array(size) });

  it('is refused by what it declares, before the package sees it', async () => {
    const load = (): Promise<never> => {
      throw new Error('must not be loaded');
    };
    expect(await readDocx(bomb, bodyLimits(), load, limit)).toMatchObject({ reason: 'too-large' });
  });

  it('is not inflated further than it declares when it lies', async () => {
    expect(await checkZip(bomb, limit)).toBe('too-large');
    const lie = withNumber(bomb, size, 1_000);
    expect(await checkZip(lie, limit)).toBe('damaged');
    const allowed: number[] = [];
    await checkZip(lie, limit, (_bytes, { maxOutputLength }) => {
      allowed.push(maxOutputLength);
      return Promise.resolve(new Uint8Array(maxOutputLength));
    });
    expect(allowed).toContain(1_000);
    expect(Math.max(...allowed)).toBeLessThan(size);
  });

  it('cannot have many entries share the same bytes', async () => {
    const twin = zipSync({ 'one.xml': new Uint8Array(1_000), 'two.xml': new Uint8Array(1_000) });
    expect(await checkZip(twin, limit)).toBe('sound');
    const view = Buffer.from(twin);
    const second = view.lastIndexOf('two.xml') - 46;
    view.writeUInt32LE(0, second + 42);
    expect(await checkZip(view, limit)).toBe('damaged');
  });

  it('says less than it holds: damaged too', async () => {
    expect(await checkZip(withNumber(bomb, size, size + 1), size * 2)).toBe('damaged');
  });
});
