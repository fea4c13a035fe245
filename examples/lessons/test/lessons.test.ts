import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lessons } from '../src/lessons.ts';

const root = new URL('../../../', import.meta.url);

describe.each(lessons)('lesson $title', ({ page, file, check }) => {
  it('holds whole with its solution', async () => {
    const findings = await check('solution');
    expect(findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(findings.length).toBeGreaterThan(3);
  });

  it('begins with something that holds and something that does not', async () => {
    const findings = await check('exercise');
    expect(findings.some(({ holds }) => holds)).toBe(true);
    expect(findings.some(({ holds }) => !holds)).toBe(true);
  });

  it('has a page that names its file and its command', () => {
    const text = readFileSync(new URL(page, root), 'utf8');
    expect(text).toContain(file);
    expect(text).toMatch(/npm run lesson -- \d/);
    expect(readFileSync(new URL(file, root), 'utf8')).toContain('Not right yet');
  });
});
