import { describe, expect, it } from 'vitest';
import { createDataset } from './dataset.ts';
import { jsonLines } from './json-lines.ts';

const row = { id: 'a', input: 'q', expected: { facts: ['x'], year: 2026 } };

describe('createDataset', () => {
  it('gives equal content one digest, whatever the order of keys', async () => {
    const other = { expected: { year: 2026, facts: ['x'] }, input: 'q', id: 'a' };
    expect((await createDataset([row])).digest).toBe((await createDataset([other])).digest);
  });

  it.each([
    ['input', { ...row, input: 'Q' }],
    ['expectation', { ...row, expected: { ...row.expected, year: 2025 } }],
    ['id', { ...row, id: 'b' }],
    ['tag', { ...row, tags: { kind: 'x' } }],
  ])('gives another digest when the %s differs', async (_name, changed) => {
    expect((await createDataset([changed])).digest).not.toBe((await createDataset([row])).digest);
  });

  it('gives another digest to another order', async () => {
    const [a, b] = [row, { ...row, id: 'b' }];
    expect((await createDataset([a, b])).digest).not.toBe((await createDataset([b, a])).digest);
  });

  it.each([
    ['no case', [], 'holds no case'],
    ['an empty id', [{ ...row, id: '' }], 'cases[0].id'],
    ['an id twice', [row, row], 'cases[1].id "a" occurs twice'],
    ['a tag with "="', [{ ...row, tags: { 'a=b': 'c' } }], 'tag "a=b" of case "a"'],
    ['what is not JSON', [{ ...row, input: Number.NaN }], 'case "a" is not JSON'],
  ])('refuses %s', async (_name, cases, message) => {
    await expect(createDataset<unknown, unknown>(cases)).rejects.toThrow(message);
  });
});

describe('jsonLines', () => {
  const parse = (value: unknown): { id: string; input: string; expected: string } => {
    if (typeof value !== 'object' || value === null || !('id' in value)) throw new Error('secret text of the row');
    return { id: String(value.id), input: 'q', expected: 'e' };
  };

  it('reads rows, passing over blank lines, a byte order mark and CRLF', async () => {
    const { cases } = await jsonLines('\ufeff{"id":"a"}\r\n\n{"id":"b"}', { parse });
    expect(cases.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('has the digest of the same rows given as rows', async () => {
    const fromText = await jsonLines('{"id": "a"}\n', { parse });
    expect(fromText.digest).toBe((await createDataset([parse({ id: 'a' })])).digest);
  });

  it.each([
    ['is not JSON', '{"id":"a"}\n{"id":', 'questions line 2 is not JSON'],
    ['is refused', '{"id":"a"}\n\n7', 'questions line 3 is not a valid case'],
  ])('names the line that %s, without its text', async (_name, text, message) => {
    const failure = jsonLines(text, { parse, name: 'questions' });
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.not.toThrow('secret text');
  });
});
