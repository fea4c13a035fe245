import { describe, expect, it } from 'vitest';
import { createRecent } from './recent.ts';

describe('createRecent', () => {
  const counting = (most: number, longest: number) => {
    const asked: string[] = [];
    const recent = createRecent(most, longest, (text) => (asked.push(text), text === '' ? undefined : text.length));
    return { asked, recent };
  };

  it('asks once for a text that comes again, also where the answer is undefined', () => {
    const { asked, recent } = counting(4, 10);
    expect(['ab', '', 'ab', ''].map(recent)).toEqual([2, undefined, 2, undefined]);
    expect(asked).toEqual(['ab', '']);
  });

  it('keeps no long text, and forgets rather than grows', () => {
    const { asked, recent } = counting(2, 3);
    for (const text of ['long', 'long', 'a', 'b', 'c', 'a']) recent(text);
    expect(asked).toEqual(['long', 'long', 'a', 'b', 'c', 'a']);
  });
});
