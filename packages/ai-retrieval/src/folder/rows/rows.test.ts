import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../chunk/chunk-document.ts';
import type { Body, NoBody } from '../body.ts';
import { bodyLimits } from '../body-limits.fixture.ts';
import { extractBody } from '../extract-body.ts';

const csv = 'text/csv';
const json = 'application/json';
const lines = 'application/jsonl';

async function extract(text: string, mediaType: string, maxTextLength = 1_000_000): Promise<Body | NoBody> {
  return extractBody(new TextEncoder().encode(text), mediaType, bodyLimits({ maxTextLength }));
}

async function bodyOf(text: string, mediaType: string): Promise<Body> {
  const body = await extract(text, mediaType);
  if ('reason' in body) throw new Error(body.message);
  return body;
}

describe('rows become lines of their columns', () => {
  it.each([
    ['commas, quotes and a byte order mark', csv, '\uFEFFname,note\r\nAnn,"a ""big"", one\r\n\r\nof them"\r\nBo,\r\n'],
    [
      'semicolons, with commas between quotes',
      csv,
      'name;"note"\nAnn;a "big", one of them\nBo;\n'.replace(/"big"/, 'big'),
    ],
    ['tabs', 'text/tab-separated-values', 'name\tnote\nAnn\ta big, one of them\nBo\t\n'],
    ['a JSON list', json, '[{"name":"Ann","note":"a big, one\\n\\nof them"},{"name":"Bo","note":null}]'],
    ['JSON Lines', lines, '{"name":"Ann","note":"a big, one of them"}\r\n\r\n{"name":"Bo"}'],
  ])('%s', async (_name, mediaType, text) => {
    const body = await bodyOf(text, mediaType);
    expect(body.text.replaceAll('"', '')).toBe('name: Ann\nnote: a big, one of them\n\nname: Bo\n');
    expect(body).toMatchObject({ isEmpty: false, hasStrayAccess: false, problems: [] });
  });

  it('nested values are named by their path, and lists of plain values stand on one line', async () => {
    const { text } = await bodyOf('{"a":{"b":[1,true,"x"],"c":[{"d":0}]},"e":[]}', json);
    expect(text).toBe('a.b: 1, true, x\na.c.0.d: 0\n');
  });

  it('a column without a name gets its number', async () => {
    expect((await bodyOf('a,\n1,2\n', csv)).text).toBe('a: 1\ncolumn 2: 2\n');
  });
});

describe('chunks of rows', () => {
  it('hold whole rows with the names of their columns, at the offsets of the text', async () => {
    const table = `id,city,note\n${Array.from({ length: 60 }, (_, row) => `${String(row)},Bremen,parcels wait here until noon`).join('\n')}`;
    const { text } = await bodyOf(table, csv);
    const chunks = Array.from(chunkDocument(text, csv));
    expect(chunks.length).toBeGreaterThan(3);
    for (const { start, end } of chunks) expect(text.slice(start, end)).toMatch(/^id: \d+\ncity:[^]*noon$/);
    expect(chunks.map(({ start, end }) => text.slice(start, end)).join('\n\n')).toBe(text.trimEnd());
  });

  it('of one row too long for a chunk keep its first value in view, and only its own', async () => {
    const note = 'Parcels wait here until noon. '.repeat(60).trim();
    const { text } = await bodyOf(
      JSON.stringify([{ id: 'A1', note, more: note }, { id: 'B2' }, { id: 'C3', note }]),
      json,
    );
    const leads = Array.from(chunkDocument(text, json), ({ start, end, leadIn }) => {
      const words = text.slice(start, end);
      return (leadIn === undefined ? words : text.slice(leadIn.start, leadIn.end)).slice(0, 6);
    });
    expect(new Set(leads)).toEqual(new Set(['id: A1', 'id: B2', 'id: C3']));
    expect(leads.filter((lead) => lead === 'id: A1').length).toBeGreaterThan(2);
  });
});

describe('rows that cannot be read', () => {
  it.each([
    ['another number of values', csv, 'a,b\n1,2\n3\n4,5,6\n7,8\n', 'line 3, 4'],
    ['quotes inside of a value', csv, 'a,b\n1,2\nx"y,4\n7,8\n', 'line 3'],
    ['lines that are no JSON', lines, '{"a":1,"b":2}\n{"a":\n{"a":7,"b":8}', 'line 2'],
  ])('%s are reported, and the rest is kept', async (_name, mediaType, text, where) => {
    const body = await bodyOf(text, mediaType);
    expect(body.text).toBe('a: 1\nb: 2\n\na: 7\nb: 8\n');
    expect(body.problems).toMatchObject([{ code: 'bad-rows', message: expect.stringContaining(where) as string }]);
  });

  it('a quote that is never closed says that rows behind it are missing', async () => {
    const body = await bodyOf('a,b\n1,2\n"3,4\n5,6\n', csv);
    expect(body.text).toBe('a: 1\nb: 2\n');
    expect(body.problems?.at(-1)?.message).toContain('not closed');
  });

  it.each([
    ['JSON that does not parse', json, '[{"a":1},', 'damaged'],
    ['no line that parses', lines, 'one\ntwo', 'damaged'],
    ['only bad rows', csv, 'a,b\n1\n', 'damaged'],
  ])('%s is no document', async (_name, mediaType, text, reason) => {
    expect(await extract(text, mediaType)).toMatchObject({ reason });
  });

  it.each([
    ['a name for each of many values', csv, `${'n'.repeat(500)},b\n${'1,2\n'.repeat(1_000)}`],
    [
      'a path for each of many values',
      json,
      JSON.stringify({ ['n'.repeat(200)]: Array.from({ length: 1_000 }, () => ({ a: 1 })) }),
    ],
    [
      'deep nesting',
      json,
      `${'{"name":'.repeat(5_000)}1${'}'.repeat(5_000)}`.replace(/1/, JSON.stringify('x'.repeat(30_000))),
    ],
  ])('a text that grows beyond the limit is refused: %s', async (_name, mediaType, text) => {
    expect(await extract(text, mediaType, 20_000)).toMatchObject({ reason: 'too-large' });
  });

  it.each([
    [csv, 'name,ACL\nAnn,group:people\n'],
    [csv, 'name,acl.allow\nAnn,\n'],
    [json, '[{"name":"Ann"},{"name":"Bo","acl":{"allow":["group:people"]}}]'],
    [json, '{"acl":{"allow":[]},"name":"Ann"}'],
    [lines, '{"name":"Ann","acl":["group:people"]}'],
  ])('access rules in %s %#, which nothing reads there, close the document', async (mediaType, text) => {
    expect(await bodyOf(text, mediaType)).toMatchObject({ hasStrayAccess: true });
  });
});
