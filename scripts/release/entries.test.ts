import { expect, it } from 'vitest';
import { entryProblems, type Loaded } from './entries.ts';

const peers = new Map([['@org/kiln', ['pg']]]);
const failed = (message: string, code?: string, entry = '@org/kiln/store'): readonly Loaded[] => [
  { entry, mode: 'import', error: { code, message } },
];

it('lets an entry fail only for want of an optional peer of its package, which the message names', () => {
  const missing = "Cannot find package 'pg' imported from /project/dist/store.js";
  expect(entryProblems([{ entry: '@org/kiln', mode: 'require' }], peers)).toEqual([]);
  expect(entryProblems(failed(missing, 'ERR_MODULE_NOT_FOUND'), peers)).toEqual([]);
});

it.each([
  ['another package is missing', failed("Cannot find package 'zod' imported from here", 'ERR_MODULE_NOT_FOUND')],
  ['the message does not name the peer', failed('Something went wrong', 'ERR_MODULE_NOT_FOUND')],
  ['it is another fault that mentions the peer', failed("'pg' is too old")],
  [
    'the peer is that of another package',
    failed("Cannot find package 'pg' imported", 'ERR_MODULE_NOT_FOUND', '@org/oven'),
  ],
  ['it exports nothing', failed('it exports nothing')],
])('is a problem when %s', (_what, loaded) => {
  expect(entryProblems(loaded, peers)).toHaveLength(1);
});
