import { describe, expect, it } from 'vitest';
import { mergeFile } from './merge-file.ts';
import { hasConflictMarkers, mergeText } from './merge-text.ts';

describe('mergeText', () => {
  it('takes changes of both sides that do not touch', () => {
    expect(mergeText('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nC\n')).toEqual({ text: 'A\nb\nC\n', conflicts: 0 });
  });

  it('marks what both changed', () => {
    const { text, conflicts } = mergeText('a\nb\nc\n', 'a\nmine\nc\n', 'a\nits\nc\n');
    expect(text).toBe('a\n<<<<<<< yours\nmine\n=======\nits\n>>>>>>> template\nc\n');
    expect(conflicts).toBe(1);
    expect(hasConflictMarkers(text)).toBe(true);
  });

  it('sees one change that both made as one', () => {
    expect(mergeText('a\nb\n', 'a\nx\n', 'a\nx\n')).toEqual({ text: 'a\nx\n', conflicts: 0 });
  });

  it('puts markers on lines of their own where the last line has no end', () => {
    expect(mergeText('a', 'mine', 'its').text).toBe('<<<<<<< yours\nmine\n=======\nits\n>>>>>>> template\n');
  });

  it.each(['a heading\n=======\ntext\n', '<<<<<<< HEAD\nx\n', '>>>>>>> template\n=======\n<<<<<<< yours\n'])(
    'takes %j for no conflict of its own',
    (text) => expect(hasConflictMarkers(text)).toBe(false),
  );
});

const merge = (path: string, base: string, ours: string, theirs: string): string | undefined =>
  mergeFile(path, Buffer.from(base), Buffer.from(ours), Buffer.from(theirs))?.content.toString();
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe('mergeFile', () => {
  it('merges JSON by key where lines would collide', () => {
    const base = json({ dependencies: { a: '1', b: '1' } });
    const ours = json({ dependencies: { a: '1', mine: '1', b: '1' } });
    const theirs = json({ dependencies: { a: '1', b: '2', its: '1' } });
    expect(merge('package.json', base, ours, theirs)).toBe(
      json({ dependencies: { a: '1', mine: '1', b: '2', its: '1' } }),
    );
  });

  it('marks a value that both changed', () => {
    const merged = merge('package.json', json({ a: '1' }), json({ a: '2' }), json({ a: '3' }));
    expect(merged).toContain('<<<<<<< yours\n  "a": "2"\n=======\n  "a": "3"\n');
  });

  it('goes by lines where JSON would not come back as it was written', () => {
    expect(merge('x.json', '{"a": 1, "b": 1}\n', '{"a": 2, "b": 1}\n', '{"a": 1, "b": 2}\n')).toContain('<<<<<<<');
  });

  it('keeps the line ends of the user', () => {
    expect(merge('a.md', 'a\nb\nc\n', 'A\r\nb\r\nc\r\n', 'a\nb\nC\n')).toBe('A\r\nb\r\nC\r\n');
    expect(merge('a.md', 'a\nb\nc\n', 'a\r\nX\r\nc\r\n', 'a\nY\nc\n')).toContain('<<<<<<< yours\r\nX\r\n');
  });

  it('merges no binary file, and none that is very long', () => {
    expect(merge('a.bin', 'a', 'b\0', 'c')).toBeUndefined();
    expect(merge('a.txt', 'a', 'x'.repeat(1_000_001), 'c')).toBeUndefined();
    expect(mergeFile('a', Buffer.from('a'), Buffer.from([0xff, 0xfe]), Buffer.from('c'))).toBeUndefined();
  });
});
