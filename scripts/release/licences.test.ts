import { expect, it } from 'vitest';
import { licenceProblems } from './licences.ts';

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-3.0-only', false],
  ['LGPL-2.1-or-later', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['', false],
  [undefined, false],
  [{ type: 'MIT' }, false],
])('a dependency under %j is let through: %s', (licence, isAllowed) => {
  const problems = licenceProblems([{ name: 'kiln', version: '1.0.0', licence }]);
  expect(problems).toHaveLength(isAllowed ? 0 : 1);
  if (!isAllowed) expect(problems[0]).toContain('kiln 1.0.0');
});

it('takes what was read in a licence file for that version alone', () => {
  expect(licenceProblems([{ name: 'duck', version: '0.1.12', licence: 'BSD' }])).toEqual([]);
  expect(licenceProblems([{ name: 'duck', version: '0.1.13', licence: 'BSD' }])).toHaveLength(1);
});
